package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.convzoo.data.Preprocessing.ChannelOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransformsTest {
    private static final Preprocessing IMAGENET = new Preprocessing(
            224,
            224,
            ChannelOrder.RGB,
            List.of(new ResizeShorter(256), new CenterCrop(224, 224)),
            1 / 255f,
            List.of(0.485f, 0.456f, 0.406f),
            List.of(0.229f, 0.224f, 0.225f));

    static List<Transform> everyTransform() {
        return List.of(
                new Resize(28, 29),
                new ResizeShorter(256),
                new CenterCrop(224, 225),
                new Pad(1, 2, 3, 4, 0.1f),
                new Fit(416, 417, 127.5f),
                new DarkBackground(),
                new Standardize(),
                new Lookalikes(7, 140, 10, true),
                new Strangers("smiles", 0.5f, List.of(new RandomFlip(0.5f), new LightRamp(0.3f))),
                new OneWarp(
                        List.of(new RandomAffine(4, 0, 1, 1, 0, 0), new HeadTurn(0.1f), new ElasticDistortion(49, 8))),
                new HeadTurn(0.1f),
                new LightRamp(0.3f),
                new Inset(0.25f, 0.1f, 0.625f, 0.75f),
                new Mirror(),
                new RandomAffine(15, 0.1f, 0.8f, 1.2f, 10, 0),
                new ElasticDistortion(34, 4),
                new RandomFlip(0.5f),
                new RandomCrop(32, 33, 4),
                new RandomShift(4),
                new ColorJitter(0.4f, 0.3f, 0.2f, 0.1f),
                new Cutout(8, 120),
                new RandomErase(0.5f, 0.02f, 0.4f, 128),
                new BoxAugmentation(0.5f, 0.4f, 1.6f, 0.1f, 0.5f, new ColorJitter(0.4f, 0.3f, 0.2f, 0.1f)));
    }

    @ParameterizedTest
    @MethodSource("everyTransform")
    void every_transform_comes_back(Transform transform) {
        assertThat(Transforms.transform(Transforms.toJson(transform))).isEqualTo(transform);
    }

    @Test
    void lists_and_preprocessing_come_back() {
        assertThat(Transforms.list(Transforms.toJson(everyTransform()))).isEqualTo(everyTransform());
        assertThat(Transforms.list("[]")).isEmpty();
        assertThat(Transforms.preprocessing(Transforms.toJson(IMAGENET))).isEqualTo(IMAGENET);
    }

    @Test
    void the_text_is_what_the_docs_say() {
        assertThat(Transforms.toJson(new CenterCrop(224, 224)))
                .isEqualTo("{\"type\":\"center-crop\",\"height\":224,\"width\":224}");
        assertThat(Transforms.toJson(new DarkBackground())).isEqualTo("{\"type\":\"dark-background\"}");
        assertThat(Transforms.toJson(Preprocessing.unit(28, 28, ChannelOrder.GREY, new Resize(28, 28))))
                .isEqualTo("{\"height\":28,\"width\":28,\"channelOrder\":\"GREY\",\"steps\":[{\"type\":\"resize\","
                        + "\"height\":28,\"width\":28}],\"scale\":0.003921569,\"mean\":[0.0],\"std\":[1.0]}");
    }

    @Property(tries = 300)
    void numbers_come_back_bit_for_bit(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Preprocessing written = new Preprocessing(
                7,
                9,
                ChannelOrder.GREY,
                List.of(new Fit(7, 9, random.nextFloat() * 255)),
                anyFloat(random),
                List.of(anyFloat(random)),
                List.of(Math.max(Float.MIN_VALUE, Math.abs(anyFloat(random)))));
        assertThat(Transforms.preprocessing(Transforms.toJson(written))).isEqualTo(written);
    }

    private static float anyFloat(SplittableRandom random) {
        float value = Float.intBitsToFloat(random.nextInt());
        return Float.isFinite(value) ? value : 1;
    }

    @Test
    void a_larger_document_may_hold_them() throws JsonProcessingException {
        ObjectMapper mapper = Transforms.register(new ObjectMapper());
        record Card(String name, Preprocessing input) {}
        Card card = new Card("resnet50", IMAGENET);
        assertThat(mapper.readValue(mapper.writeValueAsString(card), Card.class))
                .isEqualTo(card);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zoom", "org.convzoo.data.Resize", "javax.swing.JEditorPane", "Resize"})
    void an_unknown_type_names_the_known_ones(String type) {
        assertThatThrownBy(() -> Transforms.transform("{\"type\":\"" + type + "\",\"height\":1,\"width\":1}"))
                .isInstanceOf(DataException.class)
                .hasMessage("bad transform: unknown transform \"" + type
                        + "\"; known types: boxes, center-crop, color-jitter, corner-crop, "
                        + "cutout, dark-background, elastic-distortion, fit, head-turn, inset, light-ramp, lookalikes, mirror, one-warp, pad, random-affine, random-crop, random-erase, "
                        + "random-flip, random-shift, resize, resize-shorter, standardize, strangers");
    }

    @Test
    void bad_text_is_one_clear_line() {
        assertBad("{\"type\":\"resize\",\"height\":0,\"width\":5}", "height and width must be >= 1, got 0x5");
        assertBad("{\"type\":\"resize\",\"height\":5}", "width");
        assertBad("{\"type\":\"resize\",\"height\":null,\"width\":5}", "height");
        assertBad("{\"type\":\"resize\",\"height\":5,\"width\":5,\"depth\":5}", "depth");
        assertBad("{\"type\":\"resize\",\"height\":5.5,\"width\":5}", "");
        assertBad("{\"type\":\"random-flip\",\"probability\":\"often\"}", "often");
        assertBad("{\"height\":5,\"width\":5}", "no \"type\"");
        assertBad("{\"type\":\"resize\",", "");
        assertBad("nonsense", "");
        assertBad("", "");
        assertBad("null", "null");
        assertBad("{\"type\":\"random-flip\",\"probability\":1} 5", "");
        assertThatThrownBy(() -> Transforms.list("[null]")).isInstanceOf(DataException.class);
        String good = Transforms.toJson(IMAGENET);
        assertThatThrownBy(() -> Transforms.preprocessing(good.replace("\"std\":[0.229,", "\"std\":[")))
                .hasMessage("bad preprocessing: mean and std must have 3 values, got 3 and 2");
        assertThatThrownBy(() -> Transforms.preprocessing(good.replace("\"std\":[0.229,", "\"std\":[0,")))
                .hasMessage("bad preprocessing: std must be > 0, got [0.0, 0.224, 0.225]");
        assertThatThrownBy(() -> Transforms.preprocessing(good.replace("\"RGB\"", "\"CMYK\"")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("GREY");
        assertThatThrownBy(() -> Transforms.preprocessing(good.replace("0.485", "null")))
                .isInstanceOf(DataException.class);
        assertThatThrownBy(() -> Transforms.preprocessing(good.replace("\"scale\":0.003921569", "\"scale\":1e99")))
                .isInstanceOf(DataException.class);
    }

    private static void assertBad(String json, String contained) {
        assertThatThrownBy(() -> Transforms.transform(json))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("bad transform: ")
                .hasMessageContaining(contained)
                .hasMessageNotContaining("\n");
    }
}
