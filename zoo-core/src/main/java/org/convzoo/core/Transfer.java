package org.convzoo.core;

import java.util.List;

/**
 * What a training takes over from weights that are there already.
 *
 * <p>The <i>head</i> is the layers whose size depends on the number of classes, the <i>backbone</i> all layers before it. The head is taken over where the
 * classes are the same in the same order, and begins with random weights otherwise.
 *
 * @param from id or file of the weights; empty: nothing is taken over, all layers begin with random weights
 * @param licence of these weights, which binds what is trained from them; empty likewise
 * @param origin who made these weights, and of what; empty likewise
 * @param newHead whether the head begins with random weights
 * @param freezeUpTo this layer and all before it are not trained, and their normalisation keeps its statistics; empty: none
 * @param backboneRate factor on the learning rate of the backbone's layers that are not frozen, above 0 and at most 1 (Howard and Ruder
 *     2018, section 3.2, with two groups of layers)
 */
public record Transfer(
        String from, String licence, String origin, boolean newHead, String freezeUpTo, double backboneRate) {
    /** All layers begin with random weights and are trained alike. */
    public static final Transfer NONE = new Transfer("", "", "", false, "", 1);

    public Transfer {
        require(from != null && licence != null && origin != null && freezeUpTo != null, "transfer must be given");
        require(
                !from.isEmpty() || freezeUpTo.isEmpty(),
                "--freeze-up-to " + freezeUpTo + " would freeze random weights: name those to start from with --from");
        require(
                !from.isEmpty() || backboneRate == 1,
                "--backbone-lr-factor is for weights that are taken over: name them with --from");
        require(
                backboneRate > 0 && backboneRate <= 1,
                "the backbone's learning rate factor must be above 0 and at most 1, got " + backboneRate);
    }

    /**
     * Takes over what fits.
     *
     * @param from id or file of the weights
     * @param card what they say of themselves
     * @param classes that the new net is to tell apart
     */
    static Transfer of(String from, ModelCard card, List<String> classes) {
        return new Transfer(
                from,
                orUnknown(card.provenance().licence()),
                orUnknown(card.provenance().origin()),
                !card.classes().equals(classes),
                "",
                1);
    }

    private static String orUnknown(String text) {
        return text == null ? "unknown" : text;
    }

    public Transfer withFreezeUpTo(String layer) {
        return new Transfer(from, licence, origin, newHead, layer, backboneRate);
    }

    public Transfer withBackboneRate(double factor) {
        return new Transfer(from, licence, origin, newHead, freezeUpTo, factor);
    }

    /**
     * Says early what a training would refuse.
     *
     * @param pretrained the weights that are taken over
     * @throws ZooException if there is no such layer to freeze up to, or nothing would be left to train
     */
    public void check(Model pretrained) {
        if (freezes()) {
            FrozenLayers.upTo(pretrained.graph().getConfiguration(), freezeUpTo);
        }
    }

    /** Whether anything is taken over. */
    public boolean takesOver() {
        return !from.isEmpty();
    }

    /** Whether some layers are not trained. */
    public boolean freezes() {
        return !freezeUpTo.isEmpty();
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
