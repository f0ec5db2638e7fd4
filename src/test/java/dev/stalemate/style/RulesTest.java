package dev.stalemate.style;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule finds what was planted for it, and nothing in what is right. */
class RulesTest {
    private static final String MAIN = "src/main/java/dev/stalemate/model/";

    @Test
    void aLineThatIsTooLong() {
        String longest = "x ".repeat(LineRules.COLUMNS / 2);

        assertThat(LineRules.columns(Checkout.of("a.js", longest + "\n"))).isEmpty();
        assertThat(LineRules.columns(Checkout.of("a.js", "\n" + longest + "x\n")))
                .hasToString("[a.js:2: 151 columns, not 150]");
        assertThat(LineRules.columns(Checkout.of("a.js", "\uD83D\uDE00".repeat(LineRules.COLUMNS))))
                .as("a character of two units is one column")
                .isEmpty();
    }

    @Test
    void tablesOfPagesMayBeWide() {
        Checkout page = Checkout.of("docs/a.md", "| " + "x ".repeat(LineRules.COLUMNS) + "|\n");

        assertThat(LineRules.columns(page)).isEmpty();
        assertThat(LineRules.columns(Checkout.of("docs/a.md", "x ".repeat(LineRules.COLUMNS))))
                .hasSize(1);
        assertThat(LineRules.columns(Checkout.of("docs/a.md", "x".repeat(LineRules.COLUMNS + 1))))
                .as("a link that can't be broken")
                .isEmpty();
    }

    @Test
    void aFileThatIsTooLong() {
        assertThat(LineRules.length(Checkout.of("a.css", "\n".repeat(LineRules.LINES))))
                .isEmpty();
        assertThat(LineRules.length(Checkout.of("a.css", "\n".repeat(LineRules.LINES + 1))))
                .hasToString("[a.css:401: a file of more than 400 lines]");
    }

    @Test
    void tabsAndSpacesAndEmptyLinesAtTheEnd() {
        assertThat(LineRules.space(Checkout.of("a.js", "a\n"))).isEmpty();
        assertThat(LineRules.space(Checkout.of("a.js", "a\n\n\tb\n"))).hasToString("[a.js:3: a tab]");
        assertThat(LineRules.space(Checkout.of("a.c", "{\n\ta;\n}\n"))).isEmpty();
        assertThat(LineRules.space(Checkout.of("a.c", "a;\tb;\n"))).hasToString("[a.c:1: a tab]");
        assertThat(LineRules.space(Checkout.of("a.js", "a \nb\n")))
                .hasToString("[a.js:1: space at the end of the line]");
        assertThat(LineRules.space(Checkout.of("a.js", "a"))).hasToString("[a.js:1: not one newline at the end]");
        assertThat(LineRules.space(Checkout.of("a.js", "a\n\n"))).hasToString("[a.js:3: not one newline at the end]");
    }

    @Test
    void wordsThatAreNotUsed() {
        for (String line : List.of(
                "a fix that mends it",
                "whatNeedNotBe()",
                "built anew",
                "it need not be so",
                "Whoever asks",
                "a table for who reads it",
                "it is only who asks",
                "one variant of it")) {
            assertThat(LineRules.words(Checkout.of("a.md", line + "\n")))
                    .as(line)
                    .hasSize(1);
        }
        assertThat(LineRules.words(
                        Checkout.of("a.md", "we recommend an invariant; `variant` is a key, who takes a step\n")))
                .isEmpty();
        assertThat(LineRules.words(Checkout.of("A.java", "json.put(\"variant\", name); // an amendment\n")))
                .isEmpty();
    }

    @Test
    void aMethodThatIsTooLong() {
        String body = "        f();\n".repeat(JavaRules.METHOD_LINES - 2);

        assertThat(JavaRules.methods(units("class A {\n    void f() {\n" + body + "    }\n}\n")))
                .isEmpty();
        assertThat(JavaRules.methods(units("class A {\n    void f() {\n" + body + "\n    }\n}\n")))
                .hasToString("[" + MAIN + "A.java:2: f() has 81 lines, not 80]");
    }

    @Test
    void aNameThatAnImportWouldShorten() {
        assertThat(JavaRules.qualifiedNames(
                        units("package dev.stalemate.model;\nimport java.util.List;\nclass A { List<?> l; }\n")))
                .isEmpty();
        assertThat(JavaRules.qualifiedNames(units("class A {\n    java.util.List<?> l;\n}\n")))
                .hasToString("[" + MAIN + "A.java:2: java.util.List where an import would do]");
        assertThat(JavaRules.qualifiedNames(units("class A { Object l = java.util.List.of().get(0); }\n")))
                .hasSize(1);
        assertThat(JavaRules.qualifiedNames(units("class A { org.junit.jupiter.api.Test t; }\n")))
                .hasSize(1);
        assertThat(JavaRules.qualifiedNames(units("@java.lang.Deprecated package dev.stalemate.model;\n")))
                .hasSize(1);
    }

    @Test
    void aMethodThatIsNotInCamelCase() {
        assertThat(JavaRules.methodNames(units("class A { static final int B_C = 0; void itHolds() {} }\n")))
                .isEmpty();
        assertThat(JavaRules.methodNames(units("class A {\n    void it_holds() {}\n}\n")))
                .hasToString("[" + MAIN + "A.java:2: it_holds is not in camel case]");
    }

    @Test
    void aPackageThatDoesNotSayWhatItIsFor() {
        Checkout silent = Checkout.of(MAIN + "A.java", "class A {}\n");
        String info = "/** Models. */\n@NullMarked\npackage dev.stalemate.model;\n";
        Checkout said = silent.and(MAIN + "package-info.java", info);

        assertThat(HouseRules.packages(said)).isEmpty();
        assertThat(HouseRules.packages(said.and("properties/dev/stalemate/model/P.java", "")))
                .isEmpty();
        assertThat(HouseRules.packages(silent))
                .hasToString("[" + MAIN + "A.java:0: dev.stalemate.model has 0 package-info.java, not 1]");
        assertThat(HouseRules.packages(said.and("src/test/java/dev/stalemate/model/package-info.java", info)))
                .hasSize(1);
        assertThat(HouseRules.packages(silent.and(MAIN + "package-info.java", info.replace("Models.", ""))))
                .hasSize(1);
        assertThat(HouseRules.packages(silent.and(MAIN + "package-info.java", info.replace("@NullMarked", ""))))
                .hasSize(1);
    }

    @Test
    void aNameThatTwoClassesHave() {
        Checkout one = Checkout.of(MAIN + "A.java", "").and("src/test/java/dev/stalemate/model/A.java", "");

        assertThat(HouseRules.doubleNames(one)).isEmpty();
        assertThat(HouseRules.doubleNames(one.and("src/main/java/dev/stalemate/trace/A.java", "")))
                .hasToString("[src/main/java/dev/stalemate/trace/A.java:1: there is " + MAIN + "A.java, too]");
    }

    @Test
    void aClassThatNothingUses() {
        Checkout dead = Checkout.of(MAIN + "A.java", "/** An A. */ class A { A next; }\n")
                .and(MAIN + "Main.java", "import dev.stalemate.model.A;\n/** {@link A} */ class Main {}\n")
                .and("src/test/java/dev/stalemate/model/ATest.java", "class ATest { A a; }\n");

        assertThat(dead(dead)).hasToString("[" + MAIN + "A.java:1: nothing uses it]");
        assertThat(dead(dead.and(MAIN + "B.java", "class B { A a; Main m = new B(); }\n")))
                .hasToString("[" + MAIN + "B.java:1: nothing uses it]");
        assertThat(dead(dead.and("src/main/resources/a.txt", "A\n"))).isEmpty();
        assertThat(dead(dead.and("pom.xml", "<main>dev.stalemate.model.A</main>\n")))
                .isEmpty();
        assertThat(dead(Checkout.of(MAIN + "A.java", "class A {}\n")
                        .and(MAIN + "Main.java", "class Main { String name = \"model.A\"; }\n")))
                .isEmpty();
        assertThat(dead(Checkout.of("src/test/java/dev/stalemate/model/Toys.java", "class Toys {}\n")))
                .hasSize(1);
    }

    @Test
    void aFileThatNothingNames() {
        Checkout dead = Checkout.of("src/main/resources/a.js", "")
                .and("docs/a.md", "[a](a.md) a.js\n")
                .and("README.md", "docs/a.md\n");

        assertThat(FileRules.deadFiles(dead))
                .hasToString(
                        "[src/main/resources/a.js:1: no other file names it, docs/a.md:1: no other file names it]");
        assertThat(FileRules.deadFiles(dead.and(MAIN + "A.java", "\"a.js\"").and("docs/b.md", "[a](a.md) [b](b.md)")))
                .hasToString("[docs/b.md:1: no other file names it]");
    }

    @Test
    void aResourceIsNamedAsAClassToo() {
        Checkout example = Checkout.of("src/main/resources/code/Raw.java", "");

        assertThat(FileRules.deadFiles(example)).hasSize(1);
        assertThat(FileRules.deadFiles(example.and(MAIN + "A.java", "run(\"Raw\")")))
                .isEmpty();
    }

    @Test
    void aLinkThatLeadsNowhere() {
        Checkout page = Checkout.of("docs/a.md", "[x](https://x.example) [b](#b)\n[c](../README.md#c) [d](d.md)\n");

        assertThat(FileRules.links(page.and("README.md", "[a](docs/a.md)")))
                .hasToString("[docs/a.md:2: a link to docs/d.md, which is not there]");
    }

    private static List<Unit> units(String text) {
        return Unit.of(Checkout.of(MAIN + "A.java", text));
    }

    private static List<Offence> dead(Checkout checkout) {
        return HouseRules.deadClasses(checkout, Unit.of(checkout));
    }
}
