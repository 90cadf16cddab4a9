package org.convzoo.data;

/** Some of the pictures of a {@link PictureFile}. */
@SuppressWarnings("ArrayRecordComponent") // not handed out
record PictureSplit(PictureFile pictures, int[] which, int[] labels) implements Split {

    @Override
    public int size() {
        return which.length;
    }

    @Override
    public Image image(int i) {
        return pictures.image(which[i]);
    }

    @Override
    public int label(int i) {
        return labels[i];
    }

    @Override
    public String id(int i) {
        return pictures.names().get(which[i]);
    }
}
