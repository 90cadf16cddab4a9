package org.convzoo.resnet;

import java.util.List;
import org.convzoo.core.Architecture;
import org.convzoo.core.ModelProvider;
import org.convzoo.core.Published;
import org.convzoo.core.WeightsEntry;

/** The family's architectures and the weights that ship with it. */
public final class ResNetProvider implements ModelProvider {
    @Override
    public List<Architecture> architectures() {
        return List.of(ResNet.values());
    }

    @Override
    public List<WeightsEntry> weights() {
        return List.of(
                WeightsEntry.shipped("resnet20.cifar10", ResNetProvider.class),
                WeightsEntry.shipped("resnet20.sign-digits", ResNetProvider.class),
                WeightsEntry.shipped("resnet20.smiles", ResNetProvider.class),
                Published.torchvision(ResNet.RESNET18, "resnet18-f37072fd.pth", 0.69758, 0.89078),
                Published.torchvision(ResNet.RESNET34, "resnet34-b627a593.pth", 0.73314, 0.91420),
                Published.torchvision(ResNet.RESNET50, "resnet50-0676ba61.pth", 0.76130, 0.92862),
                Published.torchvision2(ResNet.RESNET50, "resnet50-11ad3fa6.pth", 0.80858, 0.95434),
                Published.torchvision(ResNet.RESNET101, "resnet101-63fe2227.pth", 0.77374, 0.93546),
                Published.torchvision2(ResNet.RESNET101, "resnet101-cd907fc2.pth", 0.81886, 0.95780),
                Published.torchvision(ResNet.RESNET152, "resnet152-394f9c45.pth", 0.78312, 0.94046),
                Published.torchvision2(ResNet.RESNET152, "resnet152-f82ba261.pth", 0.82284, 0.96002),
                keras(ResNet.RESNET50_V1, "resnet50", "2cb95161c43110f7111970584f804107", 0.749, 0.921),
                keras(ResNet.RESNET101_V1, "resnet101", "f1aeb4b969a6efcfb50fad2f0c20cfc5", 0.764, 0.928),
                keras(ResNet.RESNET152_V1, "resnet152", "100835be76be38e30d865e96f2aaae62", 0.766, 0.931));
    }

    private static WeightsEntry keras(ResNet net, String name, String md5, double top1, double top5) {
        return Published.keras(net, "resnet", name, md5, "MIT", top1, top5);
    }
}
