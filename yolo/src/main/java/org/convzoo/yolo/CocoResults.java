package org.convzoo.yolo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.core.AtomicFile;
import org.convzoo.core.Json;
import org.convzoo.core.detection.Detection;
import org.convzoo.data.Box;

/**
 * What a detector found, as COCO's results format has it: a list of {@code {"image_id", "category_id", "bbox": [x, y, width, height],
 * "score"}}. A picture's number is its place in the part, and a category's its place among the classes, both counted from 1; beside them
 * stand {@code "file_name"} and {@code "category"}, which COCO's own tools leave alone.
 *
 * <p>Source: cocodataset.org, "Results format", object detection.
 */
public final class CocoResults {
    private CocoResults() {}

    /**
     * Writes the file whole or not at all.
     *
     * @param classes of the data set
     * @throws org.convzoo.core.ZooException if it cannot be written
     */
    public static void write(DetectionResult result, List<String> classes, Path file) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < result.found().size(); i++) {
            for (Detection detection : result.found().get(i).detections()) {
                Box box = detection.box();
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("image_id", i + 1);
                row.put("category_id", detection.label() + 1);
                row.put("bbox", List.of(box.x(), box.y(), box.width(), box.height()));
                row.put("score", detection.score());
                row.put("file_name", result.found().get(i).file());
                row.put("category", classes.get(detection.label()));
                rows.add(row);
            }
        }
        AtomicFile.write(file, out -> out.write(Json.MAPPER.writeValueAsBytes(rows)));
    }
}
