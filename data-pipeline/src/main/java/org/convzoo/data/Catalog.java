package org.convzoo.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The data sets that are known by name. */
final class Catalog {
    private static final List<String> DIGITS = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    private static final List<Integer> GREY_28 = List.of(1, 28, 28);

    private static final List<String> MNIST_SHA256 = List.of(
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");

    private static final List<String> FASHION_SHA256 = List.of(
            "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
            "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
            "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
            "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34");

    /** Where Debian's package dataset-fashion-mnist puts its files. */
    private static final String DEBIAN = "file:///usr/share/datasets/fashion-mnist/";

    private static final Map<String, CatalogEntry> ENTRIES = entries();

    private Catalog() {}

    /** By name, in the order in which they are shown. */
    static Map<String, CatalogEntry> byName() {
        return ENTRIES;
    }

    private static Map<String, CatalogEntry> entries() {
        Map<String, CatalogEntry> entries = new LinkedHashMap<>();
        for (CatalogEntry entry : List.of(digits(), mnist(), fashionMnist())) {
            entries.put(entry.name(), entry);
        }
        return entries;
    }

    private static CatalogEntry digits() {
        Map<String, Integer> images = new LinkedHashMap<>();
        images.put(Dataset.TRAIN, Digits.TRAIN);
        images.put(Dataset.VALIDATION, Digits.VALIDATION);
        images.put(Dataset.TEST, Digits.TEST);
        return new CatalogEntry(
                Digits.NAME,
                "Drawn digits",
                "drawn by ConvZoo itself",
                "Apache-2.0",
                Digits.CLASSES,
                images,
                GREY_28,
                Digits.DIGEST,
                "nothing to do: it is drawn when it is opened",
                List.of());
    }

    private static CatalogEntry mnist() {
        return new CatalogEntry(
                "mnist",
                "MNIST handwritten digits",
                "Y. LeCun, C. Cortes, C. Burges, 1998",
                "no licence stated; free to use by custom",
                DIGITS,
                MnistFiles.images(),
                GREY_28,
                MnistFiles.digest(MNIST_SHA256),
                "downloaded when it is first opened (11 MB)",
                MnistFiles.files("mnist", MNIST_SHA256, List.of("https://ossci-datasets.s3.amazonaws.com/mnist/")));
    }

    private static CatalogEntry fashionMnist() {
        return new CatalogEntry(
                "fashion-mnist",
                "Fashion-MNIST articles of clothing",
                "H. Xiao, K. Rasul, R. Vollgraf (Zalando), 2017, arXiv 1708.07747",
                "MIT",
                List.of(
                        "T-shirt/top",
                        "Trouser",
                        "Pullover",
                        "Dress",
                        "Coat",
                        "Sandal",
                        "Shirt",
                        "Sneaker",
                        "Bag",
                        "Ankle boot"),
                MnistFiles.images(),
                GREY_28,
                MnistFiles.digest(FASHION_SHA256),
                "downloaded when it is first opened (30 MB), or from Debian's package dataset-fashion-mnist",
                MnistFiles.files(
                        "fashion-mnist",
                        FASHION_SHA256,
                        List.of(DEBIAN, "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/")));
    }
}
