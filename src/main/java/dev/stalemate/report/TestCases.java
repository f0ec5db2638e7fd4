package dev.stalemate.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.common.collect.ImmutableList;
import dev.stalemate.report.TestCase.Result;
import dev.stalemate.text.Visible;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The answers of a check for systems for continuous integration. */
public final class TestCases {
    private final ImmutableList<TestCase> all;

    public TestCases(List<TestCase> all) {
        this.all = ImmutableList.copyOf(all);
    }

    /** In the XML of JUnit, which most of these systems read. */
    public String xml() {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", "stalemate");
            xml.writeAttribute("tests", Integer.toString(all.size()));
            xml.writeAttribute("failures", count(Result.FAILED));
            xml.writeAttribute("errors", count(Result.ERROR));
            xml.writeAttribute("skipped", count(Result.SKIPPED));
            xml.writeAttribute(
                    "time", seconds(all.stream().mapToDouble(TestCase::seconds).sum()));
            for (TestCase one : all) {
                write(xml, one);
            }
            xml.writeCharacters("\n");
            xml.writeEndElement();
            xml.writeCharacters("\n");
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a text in memory can always be written", e);
        }
        return text.toString();
    }

    private static void write(XMLStreamWriter xml, TestCase one) throws XMLStreamException {
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", Visible.line(one.group()));
        xml.writeAttribute("name", Visible.line(one.name()));
        xml.writeAttribute("time", seconds(one.seconds()));
        if (one.result() != Result.PASSED) {
            xml.writeCharacters("\n    ");
            xml.writeStartElement(
                    switch (one.result()) {
                        case FAILED -> "failure";
                        case ERROR -> "error";
                        case SKIPPED, PASSED -> "skipped";
                    });
            xml.writeAttribute("message", Visible.line(one.message()));
            for (String line : one.details()) {
                xml.writeCharacters("\n" + Visible.line(line));
            }
            xml.writeEndElement();
            xml.writeCharacters("\n  ");
        }
        xml.writeEndElement();
    }

    private String count(Result result) {
        return Long.toString(all.stream().filter(one -> one.result() == result).count());
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds);
    }

    /** In version 14 of the Test Anything Protocol, which the kernel's own tests speak. */
    public String tap() {
        StringBuilder tap = new StringBuilder("TAP version 14\n1.." + all.size() + "\n");
        for (int i = 0; i < all.size(); i++) {
            TestCase one = all.get(i);
            boolean good = one.result() == Result.PASSED || one.result() == Result.SKIPPED;
            tap.append(good ? "ok " : "not ok ")
                    .append(i + 1)
                    .append(" - ")
                    .append(words(one.group() + " " + one.name()))
                    .append(one.result() == Result.SKIPPED ? " # SKIP " + words(one.message()) : "")
                    .append('\n');
            if (!good) {
                tap.append("  ---\n  message: ").append(quoted(one.message())).append("\n  severity: ");
                tap.append(one.result() == Result.FAILED ? "fail" : "error").append('\n');
                if (!one.details().isEmpty()) {
                    tap.append("  run:\n");
                    one.details()
                            .forEach(line ->
                                    tap.append("    - ").append(quoted(line)).append('\n'));
                }
                tap.append("  ...\n");
            }
        }
        return tap.toString();
    }

    /** What TAP reads as a directive is none of a name. */
    private static String words(String text) {
        return Visible.line(text).replace("\\", "\\\\").replace("#", "\\#");
    }

    /** A text of JSON is one of YAML. */
    private static String quoted(String text) {
        return JsonNodeFactory.instance.textNode(Visible.line(text)).toString();
    }
}
