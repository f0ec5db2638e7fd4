package dev.stalemate.pathfinder;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The results of a run of Java PathFinder: what our own listener saw, its report and its log. None of them is trusted alone, because its
 * exit code is always 0.
 *
 * @param notes what the listener saw, by the first word of each line
 * @param objection why nothing can be concluded from the run; empty if something can
 */
record Findings(ImmutableListMultimap<String, String> notes, String objection) {
    private static final long MOST_BYTES = 64 << 20;
    private static final String REPORT = "report.xml";

    /** The results in the directory of a run that has ended. */
    static Findings in(Path directory) throws IOException {
        ImmutableListMultimap.Builder<String, String> notes = ImmutableListMultimap.builder();
        for (String line : lines(directory.resolve("result"))) {
            int space = line.indexOf(' ');
            notes.put(space < 0 ? line : line.substring(0, space), space < 0 ? "" : line.substring(space + 1));
        }
        ImmutableListMultimap<String, String> all = notes.build();
        return new Findings(all, objection(all, lines(directory.resolve("log")), directory.resolve(REPORT)));
    }

    /** The results of a run that failed. */
    static Findings none(String why) {
        return new Findings(ImmutableListMultimap.of(), why);
    }

    private static List<String> lines(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
            return List.of();
        }
        return Files.readAllLines(file, StandardCharsets.UTF_8);
    }

    private static String objection(ImmutableListMultimap<String, String> notes, List<String> log, Path report) {
        Optional<String> severe =
                log.stream().filter(line -> line.startsWith("[SEVERE]")).findFirst();
        if (severe.isPresent()) {
            return "Java PathFinder logged: " + severe.get();
        }
        if (!notes.containsKey("finished")) {
            return "Java PathFinder did not finish";
        }
        for (String lost : notes.get("lost")) {
            return "a thread ended at a call that Java PathFinder can't resolve: " + lost;
        }
        for (String bound : notes.get("bound")) {
            return "Java PathFinder stopped at a bound: " + bound;
        }
        if (notes.containsKey("error")) {
            return ""; // its report is not XML then, because it does not escape details
        }
        return objectionToReport(notes, report);
    }

    /** A run without errors: the report must be complete, say that there are none, and agree with the counts of the listener. */
    private static String objectionToReport(ImmutableListMultimap<String, String> notes, Path report) {
        try (InputStream in = Files.newInputStream(report)) {
            Report read = Report.of(in);
            if (!read.findings.equals("none")) {
                return "the report has findings, and the listener saw none";
            }
            boolean alike = List.of(read.states).equals(notes.get("states"))
                    && List.of(read.ends).equals(notes.get("ends"));
            if (!alike) {
                return "the report counts " + read.states + " states and " + read.ends
                        + " end states, and the listener others";
            }
            boolean isModel = notes.containsKey("model-states"); // whose threads loop for ever
            return read.ends.equals("0") && !isModel ? "no run came to an end" : "";
        } catch (IOException | XMLStreamException e) {
            return "the report is not complete: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        }
    }

    /** The few things that are read from the report. */
    private static final class Report {
        private String findings = "";
        private String states = "";
        private String ends = "";

        static Report of(InputStream in) throws XMLStreamException {
            XMLInputFactory factory = XMLInputFactory.newInstance();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            XMLStreamReader reader = factory.createXMLStreamReader(in);
            Report report = new Report();
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamConstants.START_ELEMENT) {
                    switch (reader.getLocalName()) {
                        case "result" -> report.findings = String.valueOf(reader.getAttributeValue(null, "findings"));
                        case "new-states" -> report.states = reader.getElementText();
                        case "end-states" -> report.ends = reader.getElementText();
                        default -> {}
                    }
                }
            }
            return report;
        }
    }

    /** The errors that were reported, each a property of Java PathFinder and its message. */
    ImmutableList<String> errors() {
        return notes.get("error");
    }

    /** A number that the listener counted; 0 if it counted none. */
    long number(String name) {
        return notes.get(name).stream().mapToLong(Long::parseLong).findFirst().orElse(0);
    }
}
