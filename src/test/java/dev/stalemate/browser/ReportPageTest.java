package dev.stalemate.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.counterexample.SavedRuns;
import dev.stalemate.model.Catalogue;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.PatchFile;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.pathfinder.CodeSystem;
import dev.stalemate.report.page.Report;
import dev.stalemate.trace.Trace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** The report in a browser. */
@ExtendWith(InBrowser.class)
class ReportPageTest {
    private static final String HOSTILE = "<script>alert(1)</script>";
    private static final int MANY = 10_000;

    /** Made once: every counterexample there is. */
    @TempDir
    private static Path shared = Path.of("");

    @TempDir
    private Path directory = Path.of("");

    private static final Catalogue SYSTEMS = CodeSystem.catalogue();

    private static Path write(Path page, List<Path> files) throws IOException, BadFileException {
        Report report = new Report(SYSTEMS);
        for (Path file : files) {
            Counterexample c = CounterexampleReader.read(file);
            report.add(file, c, Check.of(c, SYSTEMS));
        }
        return Files.writeString(page, report.html());
    }

    private Path page(Path... files) throws IOException, BadFileException {
        return write(directory.resolve("report.html"), List.of(files));
    }

    private Path pageOfOne(String name) throws IOException, BadFileException {
        return page(SavedRuns.file(name + ".json"));
    }

    private static List<Path> all() throws IOException {
        List<Path> files = new ArrayList<>(SavedRuns.ofModels());
        files.addAll(SavedRuns.ofCode());
        return files;
    }

    private static Path pageOfAll() throws IOException, BadFileException {
        Path page = shared.resolve("all.html");
        return Files.exists(page) ? page : write(page, all());
    }

    private static String chosen(Browser browser) {
        return browser.find("[aria-selected=true] .number").getText();
    }

    /** The address follows a moment after the page. */
    private static void assertFragment(Browser browser, String wanted) {
        browser.await("location.hash === '" + wanted + "'");
    }

    private static void assertCalm(Browser browser) {
        assertThat(browser.console()).isEmpty();
        assertThat(browser.requests()).isEmpty();
    }

    @Test
    void everyCounterexampleOpensAndCanBeSteppedThere(Browser browser) throws IOException, BadFileException {
        browser.open(pageOfAll());
        Object problems = browser.run(
                """
                const problems = [];
                const press = (key) => dispatchEvent(new KeyboardEvent('keydown', { key }));
                const chosen = () => [...document.querySelectorAll('.timeline li')].findIndex((row) => row.ariaSelected === 'true');
                const runs = JSON.parse(document.getElementById('data').textContent).runs;
                for (const [number, run] of runs.entries()) {
                  press('n');
                  // What one step forward does in one run it does in others: all steps of one run in eight, the last step of each.
                  const last = run.states.steps.length;
                  if (number % 8 === 0) for (let step = 1; step <= last; step++) press('j');
                  else press('End');
                  if (chosen() !== last) problems.push(`${run.id}: forward`);
                  if (run.conclusion.at >= 0) {
                    press('v');
                    if (chosen() !== run.conclusion.at) problems.push(`${run.id}: violation`);
                  }
                  for (const culprit of run.culprits) {
                    const cell = [...document.querySelectorAll('td.culprit')].filter((td) => td.textContent.includes(culprit.has));
                    if (cell.length === 0) problems.push(`${run.id}: ${culprit.name} isn't pointed at`);
                  }
                  press('Home');
                  if (chosen() !== 0) problems.push(`${run.id}: back`);
                }
                return problems.concat(runs.length);
                """);
        assertThat(problems).isEqualTo(List.of((long) all().size()));
        assertCalm(browser);
    }

    @Test
    void keysStepForwardAndBackAndTheFragmentFollows(Browser browser) throws IOException, BadFileException {
        browser.open(pageOfOne("kvm-K3"));
        browser.press(Keys.HOME, "j", Keys.ARROW_DOWN);
        assertThat(chosen(browser)).isEqualTo("(2)");
        assertFragment(browser, "#kvm-K3/2");
        browser.press("k");
        assertThat(chosen(browser)).isEqualTo("(1)");
        browser.press(Keys.END);
        assertThat(chosen(browser)).isEqualTo("(6)");
        browser.press(Keys.HOME, "c");
        assertThat(chosen(browser)).isEqualTo("(2)");
        browser.press(Keys.HOME, "d");
        assertThat(chosen(browser)).isEqualTo("(6)");
        browser.press(Keys.HOME, Keys.ARROW_UP);
        assertFragment(browser, "#kvm-K3/0");
        assertCalm(browser);
    }

    @Test
    void aClaimLinksWhereItComesFrom(Browser browser) throws IOException, BadFileException {
        browser.open(URI.create(pageOfOne("iotlb-H21").toUri() + "#iotlb-H21"));
        assertThat(browser.findAll(".about a[rel=noreferrer]"))
                .extracting(link -> link.getAttribute("href"))
                .containsExactly(
                        "https://xenbits.xen.org/gitweb/?p=xen.git;a=commit;h=dea460d869",
                        "https://xenbits.xen.org/xsa/advisory-346.html");
        assertThat(browser.find(".about a[rel=noreferrer]").getText()).startsWith("dea460d869 \"IOMMU: suppress");
    }

    @Test
    void aLinkToAStepShowsThatStep(Browser browser) throws IOException, BadFileException {
        browser.open(URI.create(pageOfOne("kvm-K3").toUri() + "#kvm-K3/4"));
        assertThat(chosen(browser)).isEqualTo("(4)");
        assertThat(browser.find(".state h2").getText())
                .isEqualTo("After (4) wrmsr vcpu=0 fix64K_00000: all UC -> all WB (0x606060606060606)");
        browser.run("location.hash = '#kvm-K3/6'");
        browser.eventually(() -> assertThat(chosen(browser)).isEqualTo("(6)"));
    }

    @Test
    void aLinkToAStepThatIsNotThereShowsTheNearestOrTheViolation(Browser browser) throws IOException, BadFileException {
        browser.open(URI.create(pageOfOne("kvm-K3").toUri() + "#kvm-K3/99"));
        assertThat(chosen(browser)).isEqualTo("(6)");
        browser.run("location.hash = '#kvm-K3/0'");
        browser.eventually(() -> assertThat(chosen(browser)).isEmpty());
        browser.run("location.hash = '#kvm-K3/nonsense'");
        assertFragment(browser, "#kvm-K3/6");
        assertCalm(browser);
    }

    @Test
    void theStaleEntryIsPointedAtWithWhatItShouldBe(Browser browser) throws IOException, BadFileException {
        browser.open(URI.create(pageOfOne("kvm-K3").toUri() + "#kvm-K3/6"));
        assertThat(browser.find("td.culprit").getText()).startsWith("UC").contains("wrong: should be WB");
        assertThat(browser.find("[aria-label=cause]").getText())
                .contains(" is UC since (1)", "Wrong since (2) set-cd", "Passed by in (6) clear-cd");
        browser.press(Keys.HOME);
        assertThat(browser.findAll("td.culprit")).isEmpty();
    }

    @Test
    void theDesignThatHoldsStandsBesideUntilTheyPart(Browser browser) throws IOException, BadFileException {
        browser.open(URI.create(pageOfOne("kvm-K3").toUri() + "#kvm-K3/6"));
        assertThat(browser.find("td em").getText()).isEqualTo("cd0-zaps-all: none");
        browser.press("b");
        assertThat(browser.findAll("td em")).isEmpty();
        browser.press("b", "k");
        assertThat(browser.findAll("td em")).isEmpty();
    }

    @Test
    void theMouseChoosesAStep(Browser browser) throws IOException, BadFileException {
        browser.open(pageOfOne("kvm-K3"));
        browser.find("#step-3 b").click();
        assertFragment(browser, "#kvm-K3/3");
    }

    @Test
    void theIndexFiltersClaimsAndLinksTheirCounterexamples(Browser browser) throws IOException, BadFileException {
        browser.open(page(
                Path.of("counterexamples/kvm/K3-cd0-zaps-non-wb.json"),
                Path.of("counterexamples/kvm/K1-linux-4.9.json")));
        int claims = visible(browser);
        assertThat(claims).isGreaterThan(40);
        browser.find("select[aria-label=verdict] option[value=holds]").click();
        int holding = visible(browser);
        assertThat(holding).isBetween(10, claims - 10);
        browser.find("input[type=search]").sendKeys("kvm/cd0-zaps-all");
        assertThat(visible(browser)).isEqualTo((int) claimsThatHold("kvm/cd0-zaps-all"));
        browser.find("input[type=search]").clear();
        browser.find("select[aria-label=verdict] option[value='']").click();
        browser.find("a[href='#kvm-K1']").click();
        browser.eventually(() -> assertThat(browser.find("h1").getText()).startsWith("K1: kvm/linux-4.9"));
        browser.press("n");
        assertFragment(browser, "#kvm-K3/6");
        browser.press("i");
        assertThat(visible(browser)).isEqualTo(claims);
    }

    private static long claimsThatHold(String design) {
        return SYSTEMS.claims().stream()
                .filter(claim -> (claim.system().name() + "/" + claim.design().name()).equals(design))
                .filter(claim -> claim.recorded() == Verdict.HOLDS)
                .count();
    }

    private static int visible(Browser browser) {
        return browser.findAll(".claims tbody tr:not([hidden])").size();
    }

    @Test
    void whateverAFileSaysIsShownAsText(Browser browser) throws IOException, BadFileException {
        String text = Files.readString(Path.of("counterexamples/kvm/K3-cd0-zaps-non-wb.json"))
                .replace("\"cd0-zaps-non-wb\"", "\"" + HOSTILE + "\"")
                .replace("\"bfs\"", "\"<img src=x onerror=alert(2)>\"");
        Path file = Files.writeString(directory.resolve("<script>alert(3)<!--.json"), text);
        browser.open(page(file, Path.of("counterexamples/kvm/K1-linux-4.9.json")));
        assertThat(browser.run("return document.querySelectorAll('script').length"))
                .isEqualTo(2L);
        browser.find("a[href^='#-script']").click();
        browser.eventually(() -> assertThat(browser.find("h1").getText()).contains(HOSTILE));
        assertCalm(browser);
    }

    @Tag("thorough")
    @ParameterizedTest
    @ValueSource(ints = {360, 390, 1024, 1920})
    void noPageIsWiderThanItsWindow(int width, Browser browser) throws IOException, BadFileException {
        browser.size(width, 800);
        browser.open(pageOfAll());
        Object tooWide = browser.run(
                """
                const wide = [];
                const press = (key) => dispatchEvent(new KeyboardEvent('keydown', { key }));
                for (const run of JSON.parse(document.getElementById('data').textContent).runs) {
                  press('n');
                  press('End');
                  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) wide.push(run.id);
                }
                press('i');
                if (document.documentElement.scrollWidth > document.documentElement.clientWidth) wide.push('index');
                return wide;
                """);
        assertThat(tooWide).isEqualTo(List.of());
    }

    @ParameterizedTest
    @CsvSource({"false, kvm-K3", "true, kvm-K3", "false, nested-ept-N1", "true, nested-ept-N1"})
    void textStandsOutFromWhatIsBehindIt(boolean dark, String name, Browser browser)
            throws IOException, BadFileException {
        if (dark) {
            browser.preferDark();
        }
        browser.open(URI.create(pageOfOne(name).toUri() + "#" + name + "/99"));
        Object weak = browser.run(
                """
                const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
                const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
                  .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
                const behind = (node) => {
                  for (let n = node; n; n = n.parentElement) {
                    const colour = parse(getComputedStyle(n).backgroundColor);
                    if (colour[3] !== 0) return colour;
                  }
                  return [255, 255, 255];
                };
                const weak = [];
                for (const node of document.querySelectorAll('h1, h2, p, td, th, b, td s, em, strong, .note, .soft, button, caption')) {
                  if (!node.textContent.trim() || node.classList.contains('hidden')) continue;
                  const [one, other] = [light(parse(getComputedStyle(node).color)), light(behind(node))].sort((a, b) => b - a);
                  const contrast = (one + 0.05) / (other + 0.05);
                  if (contrast < 4.5) weak.push(`${node.tagName} ${node.className} ${node.textContent.slice(0, 20)}: ${contrast.toFixed(1)}`);
                }
                return weak;
                """);
        assertThat(weak).isEqualTo(List.of());
    }

    @Test
    void aScreenReaderHearsTheStepAndWhatChanged(Browser browser) throws IOException, BadFileException {
        browser.open(pageOfOne("kvm-K3"));
        browser.press(Keys.END);
        assertThat(browser.run("return document.querySelector('main [role=status]').textContent"))
                .isEqualTo(
                        "After (6) clear-cd vcpu=0. cr0.cd of vCPU 0 from 1 to 0, mtrr-update of vCPU 0 from e-cleared to no,"
                                + " would get for gpa 0x80000 from WB to UC. no-stale-quiescent is violated.");
        assertThat(browser.find("[role=listbox]").getDomAttribute("aria-activedescendant"))
                .isEqualTo("step-6");
        assertThat(browser.findAll("table:not(:has(caption))")).isEmpty();
        assertThat(
                        browser.run(
                                "return [...document.querySelectorAll('input, select')].filter((i) => !i.labels.length && !i.ariaLabel).length"))
                .isEqualTo(0L);
    }

    @Test
    void onPaperTheWholeRunIsThere(Browser browser) throws IOException, BadFileException {
        browser.open(pageOfOne("zap-list-K15i"));
        browser.print();
        assertThat(
                        browser.run(
                                "const list = document.querySelector('.timeline'); return list.scrollHeight <= list.clientHeight + 1"))
                .isEqualTo(true);
        assertThat(browser.find("nav").isDisplayed()).isFalse();
    }

    @Test
    void theTextOfAUsersDesignIsThereToBeRead(Browser browser) throws IOException, BadFileException {
        Counterexample c = CounterexampleReader.read(Path.of("counterexamples/kvm/K3-cd0-zaps-non-wb.json"))
                .withFile(PatchFile.of("my-patch.c", "int a;\n\treturn '" + HOSTILE + "';\n"));
        Report report = new Report(SYSTEMS);
        report.add(directory.resolve("k.json"), c, Check.of(c, SYSTEMS));
        browser.open(Files.writeString(directory.resolve("report.html"), report.html()));
        assertThat(browser.find("summary").getText()).isEqualTo("the design: my-patch.c");
        browser.find("summary").click();
        browser.await("document.querySelector('details pre')");
        assertThat(browser.run("return document.querySelector('details pre').textContent"))
                .isEqualTo("int a;\n        return '" + HOSTILE + "';");
        assertCalm(browser);
    }

    /** What the state has of vCPU 0's CR0.CD: before the step, crossed out, and after it. */
    private static String cd(Browser browser) {
        return Objects.toString(
                browser.run(
                        "return [...document.querySelectorAll('tr')].find((tr) => tr.cells[0].textContent === 'cr0.cd').cells[1].textContent"));
    }

    @Test
    void aRunOfManyStepsIsStillQuickToStepThrough(Browser browser) throws IOException, BadFileException {
        ModelSystem kvm = SYSTEMS.system("kvm");
        Model model = kvm.model(kvm.design("linux-4.9"), kvm.scope("small"));
        Map<Boolean, Step> steps = Map.of(
                true, model.step("set-cd", List.of("0")),
                false, model.step("clear-cd", List.of("0")));
        List<Step> many = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            many.add(Objects.requireNonNull(steps.get(i % 2 == 0)));
        }
        Trace trace = Trace.replay(model, many);
        Counterexample c = Counterexample.of(
                trace, model.law("no-stale"), null, new Counterexample.Found("test", null, "test"), false);
        Report report = new Report(SYSTEMS);
        Path file = directory.resolve("many.json");
        report.add(file, c, Check.of(c, SYSTEMS));
        browser.open(Files.writeString(directory.resolve("report.html"), report.html()));
        browser.press(Keys.END);
        assertThat(chosen(browser)).isEqualTo("(" + MANY + ")");
        browser.await(
                "(([list, row]) => row.top >= list.top && row.bottom <= list.bottom + 1)"
                        + "(['.timeline', '[aria-selected=true]'].map((css) => document.querySelector(css).getBoundingClientRect()))");
        // Not the time, which is the machine's, but the work: how many nodes a step creates.
        Object touched = browser.run(
                """
                let nodes = 0;
                const observer = new MutationObserver(() => {});
                observer.observe(document.body, { childList: true, attributes: true, subtree: true });
                dispatchEvent(new KeyboardEvent('keydown', { key: 'k' }));
                for (const record of observer.takeRecords()) nodes += 1 + record.addedNodes.length;
                return nodes;
                """);
        assertThat((Long) touched).isBetween(3L, 50L);
        assertThat(cd(browser)).isEqualTo("0 1");
        for (int after : new int[] {1, 2, 63, 64, 65, 4999, 127, 9000}) {
            browser.run("location.hash = '#many/" + after + "'");
            browser.await("document.querySelector('.state h2').textContent.startsWith('After (" + after + ")')");
            assertThat(cd(browser)).isEqualTo(after % 2 == 0 ? "1 0" : "0 1");
        }
        assertCalm(browser);
    }
}
