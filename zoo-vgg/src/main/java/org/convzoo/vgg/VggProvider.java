package org.convzoo.vgg;

import java.util.List;
import org.convzoo.core.Architecture;
import org.convzoo.core.ModelProvider;
import org.convzoo.core.Published;
import org.convzoo.core.WeightsEntry;

/** The family's architectures, weights trained here for small pictures, and what torchvision and Keras publish. */
public final class VggProvider implements ModelProvider {
    @Override
    public List<Architecture> architectures() {
        return List.of(Vgg.values());
    }

    @Override
    public List<WeightsEntry> weights() {
        return List.of(
                WeightsEntry.shipped("vgg16-bn.cifar10", VggProvider.class),
                Published.torchvision(Vgg.VGG11, "vgg11-8a719046.pth", 0.69020, 0.88628),
                Published.torchvision(Vgg.VGG11_BN, "vgg11_bn-6002323d.pth", 0.70370, 0.89810),
                Published.torchvision(Vgg.VGG13, "vgg13-19584684.pth", 0.69928, 0.89246),
                Published.torchvision(Vgg.VGG13_BN, "vgg13_bn-abd245e5.pth", 0.71586, 0.90374),
                Published.torchvision(Vgg.VGG16, "vgg16-397923af.pth", 0.71592, 0.90382),
                Published.torchvision(Vgg.VGG16_BN, "vgg16_bn-6c64b313.pth", 0.73360, 0.91516),
                Published.torchvision(Vgg.VGG19, "vgg19-dcbb9e9d.pth", 0.72376, 0.90876),
                Published.torchvision(Vgg.VGG19_BN, "vgg19_bn-c79401a0.pth", 0.74218, 0.91842),
                keras(Vgg.VGG16, "64373286793e3c8b2b4e3219cbf3544b", 0.713, 0.901),
                keras(Vgg.VGG19, "cbe5617147190e668d6c5d5026f83318", 0.713, 0.900));
    }

    private static WeightsEntry keras(Vgg net, String md5, double top1, double top5) {
        return Published.keras(net, net.id(), net.id(), md5, "CC-BY-4.0", top1, top5);
    }
}
