package dev.stalemate.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.stalemate.report.TestCase.Result;
import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** The counts and the escapes of what a CI reads. */
class TestCasesTest {
    private static final String HOSTILE = "a # SKIP <b> ]]> & \u001b[31m \"c\" \\";

    private static TestCase one(String name, Result result) {
        return new TestCase("kvm/x", name, result, HOSTILE, ImmutableList.of(HOSTILE), 0.5);
    }

    /** One passed, two failed, three are errors, and four nobody looked at. */
    private static TestCases some() {
        List<Result> results = List.of(
                Result.PASSED,
                Result.FAILED,
                Result.FAILED,
                Result.ERROR,
                Result.ERROR,
                Result.ERROR,
                Result.SKIPPED,
                Result.SKIPPED,
                Result.SKIPPED,
                Result.SKIPPED);
        return new TestCases(results.stream().map(result -> one("p", result)).toList());
    }

    private static Element parsed(TestCases cases) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(cases.xml())))
                .getDocumentElement();
    }

    @Test
    void eachResultIsCountedAsItself() throws Exception {
        Element suite = parsed(some());
        assertThat(suite.getAttribute("tests")).isEqualTo("10");
        assertThat(suite.getAttribute("failures")).isEqualTo("2");
        assertThat(suite.getAttribute("errors")).isEqualTo("3");
        assertThat(suite.getAttribute("skipped")).isEqualTo("4");
        assertThat(suite.getElementsByTagName("failure").getLength()).isEqualTo(2);
        assertThat(suite.getElementsByTagName("error").getLength()).isEqualTo(3);
        assertThat(suite.getElementsByTagName("skipped").getLength()).isEqualTo(4);
    }

    @Test
    void whateverANameSaysTheXmlIsWhole() throws Exception {
        Element suite = parsed(new TestCases(List.of(one(HOSTILE, Result.FAILED))));
        Element test = (Element) suite.getElementsByTagName("testcase").item(0);
        assertThat(test.getAttribute("name")).contains("<b> ]]> &").doesNotContain("\u001b");
        assertThat(test.getTextContent()).contains("<b> ]]> &").doesNotContain("\u001b");
    }

    @Test
    void tapSaysOfEachWhatBecameOfIt() {
        List<String> lines = some().tap().lines().toList();
        assertThat(lines).startsWith("TAP version 14", "1..10").doesNotContain("\u001b");
        assertThat(lines.stream().filter(line -> line.startsWith("ok "))).hasSize(5);
        assertThat(lines.stream().filter(line -> line.startsWith("not ok "))).hasSize(5);
        assertThat(lines.stream().filter(line -> line.startsWith("ok ") && line.contains(" # SKIP ")))
                .hasSize(4);
        assertThat(lines.stream().filter(line -> line.equals("  severity: error")))
                .hasSize(3);
        assertThat(lines.stream().filter(line -> line.equals("  severity: fail")))
                .hasSize(2);
    }

    /** A name that looks like a directive is none, and every line that is no verdict is indented. */
    @Test
    void aNameIsNoDirective() {
        String tap = new TestCases(List.of(one(HOSTILE, Result.FAILED))).tap();
        List<String> lines = tap.lines().toList();
        assertThat(lines.get(2)).startsWith("not ok 1 - kvm/x a \\# SKIP");
        assertThat(IntStream.range(3, lines.size()).mapToObj(lines::get))
                .allSatisfy(line -> assertThat(line).startsWith("  "));
    }
}
