package io.tearup.yaml;

import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A key that did not come from the file, put into its tree: it knows where its value came from. */
public final class PlacedKey extends ScalarNode {
    private final String place;

    /** @param place as it is told, for example the name of an environment variable */
    public PlacedKey(String key, Node in, String place) {
        super(Tag.STR, key, in.getStartMark(), in.getEndMark(), DumperOptions.ScalarStyle.PLAIN);
        this.place = place;
    }

    /** Where the value of a key came from: the file with its line, or what the key says. */
    public static String placeOf(Node key, String file) {
        return key instanceof PlacedKey placed
                ? placed.place
                : file + ":" + (key.getStartMark().getLine() + 1);
    }
}
