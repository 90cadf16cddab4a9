package org.convzoo.cli;

import org.convzoo.facenet.Gallery;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code zoo face remove}. */
@Command(
        name = "remove",
        description = {"Take a person out of a gallery.", "Nothing of them stays in its file."},
        footer = {"", "Example:", "  zoo face remove 'Ada' --gallery friends.gallery"})
final class FaceRemoveCommand extends BaseCommand {
    @Parameters(paramLabel = "NAME", description = "Who it is.")
    String name;

    @Mixin
    GalleryOption gallery;

    @Mixin
    JsonOption json;

    FaceRemoveCommand(Console console) {
        super(console);
    }

    /**
     * What the gallery holds now.
     *
     * @param pictures removed
     * @param people in all
     */
    record Answer(String gallery, String name, int pictures, int people) {}

    @Override
    public Integer call() {
        Gallery people = gallery.tell(Gallery.open(gallery.file, Gallery.weights(gallery.file)), console);
        int pictures = people.remove(name);
        people.compact();
        int all = people.people().size();
        if (console.json()) {
            console.printJson(new Answer(gallery.file.toString(), name, pictures, all));
        } else {
            console.print(name + ": " + Text.counted(pictures, "picture") + " removed; " + gallery.file + " holds "
                    + (all == 1 ? "one person" : Text.count(all) + " people"));
        }
        return Main.DONE;
    }
}
