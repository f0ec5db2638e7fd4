package dev.stalemate.report.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.real.map.MtrrReport;
import dev.stalemate.text.Visible;
import java.util.List;

/**
 * The page of machines' MTRRs: registers, maps as pictures of the address space, and findings. The size of a report is bounded, and so is
 * that of the page.
 */
public final class MtrrPage {
    private static final int LONGEST_NAME = 300;

    private MtrrPage() {}

    /** One page for all recordings. */
    public static String of(List<MtrrReport> reports) {
        ObjectNode data = data(reports);
        return Page.file(data.path("title").asText(), data);
    }

    /** What the page shows: each report as {@link MtrrReport#toTree} has it. */
    static ObjectNode data(List<MtrrReport> reports) {
        ObjectNode data = JsonNodeFactory.instance.objectNode().put("kind", "mtrr");
        data.put(
                "title",
                reports.size() == 1
                        ? "MTRRs of " + Visible.line(reports.get(0).name(), LONGEST_NAME)
                        : "MTRRs of " + reports.size() + " recordings");
        ArrayNode machines = data.putArray("machines");
        reports.forEach(report -> machines.add(machine(report)));
        return data;
    }

    private static ObjectNode machine(MtrrReport report) {
        ObjectNode machine = report.toTree();
        String place = report.place().toString();
        machine.put("file", Visible.line(report.name(), LONGEST_NAME) + (place.isEmpty() ? "" : ", " + place));
        if (machine.get("patDisabled") instanceof ObjectNode disabled) {
            disabled.put("text", Visible.line(disabled.path("text").asText(), LONGEST_NAME));
        }
        if (!machine.path("maps").isEmpty()) {
            machine.remove("map"); // which is the first of them
        }
        return machine;
    }
}
