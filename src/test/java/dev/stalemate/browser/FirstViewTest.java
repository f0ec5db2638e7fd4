package dev.stalemate.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import com.google.common.collect.Iterables;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.counterexample.SavedRuns;
import dev.stalemate.model.Catalogue;
import dev.stalemate.pathfinder.CodeSystem;
import dev.stalemate.report.page.Report;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a reader sees of a report without scrolling. */
@ExtendWith(InBrowser.class)
class FirstViewTest {
    /** Made once: every counterexample there is. */
    @TempDir
    private static Path directory = Path.of("");

    private static Path page() throws IOException, BadFileException {
        Path page = directory.resolve("all.html");
        if (!Files.exists(page)) {
            Catalogue systems = CodeSystem.catalogue();
            Report report = new Report(systems);
            for (Path file : Iterables.concat(SavedRuns.ofModels(), SavedRuns.ofCode())) {
                Counterexample c = CounterexampleReader.read(file);
                report.add(file, c, Check.of(c, systems));
            }
            Files.writeString(page, report.html());
        }
        return page;
    }

    @ParameterizedTest
    @CsvSource({"390, 844", "1024, 768", "1920, 1080"})
    void theVerdictTheCauseAndTheStepAreThereWithoutScrolling(int width, int height, Browser browser)
            throws IOException, BadFileException {
        browser.size(width, height);
        browser.open(page());
        Object hidden = browser.run(
                """
                const hidden = [];
                const press = (key) => dispatchEvent(new KeyboardEvent('keydown', { key }));
                const box = (css) => document.querySelector(css)?.getBoundingClientRect();
                const line = 18;
                for (const run of JSON.parse(document.getElementById('data').textContent).runs) {
                  press('n');
                  const see = (what, rect, part) => {
                    if (!rect || rect.top < 0 || rect.top + Math.min(part, rect.height) > innerHeight) hidden.push(`${run.id}: ${what}`);
                  };
                  const [list, row, verdict, about] = ['.timeline', '[aria-selected=true]', '.verdict', '.about'].map(box);
                  see('verdict', verdict, 999);
                  see('step', row, line);
                  if (row.top < list.top - 1 || row.top + line > list.bottom) hidden.push(`${run.id}: step in the list`);
                  if (run.conclusion.causes.length) see('cause', box('[aria-label=cause]'), width < 700 ? line : 999);
                  if (width > 900) see('state', box('.state table'), 3 * line);
                  if (width > 900 && run.culprits.length) see('wrong entry', box('td.culprit'), 999);
                  if (about.top < Math.max(verdict.bottom, list.bottom)) hidden.push(`${run.id}: prose comes before`);
                  const { after } = document.querySelector('[aria-selected=true]').dataset;
                  if (after !== String(run.conclusion.at)) hidden.push(`${run.id}: not the violation`);
                }
                return hidden;
                """
                        .replace("width", Integer.toString(width)));
        assertThat(hidden).isEqualTo(List.of());
    }

    @Test
    void theVerdictIsInWordsForThoseWhoSeeNoColours(Browser browser) throws IOException, BadFileException {
        browser.open(URI.create(page().toUri() + "#kvm-K3"));
        assertThat(browser.find("[role=group][aria-label=verdict]").getText())
                .startsWith("After (6) no-stale-quiescent is violated. What breaks: speed");
        assertThat(browser.find("[aria-selected=true] .note.bad").getText())
                .isEqualTo("no-stale-quiescent is violated");
        assertThat(browser.find("h1").getText())
                .isEqualTo(
                        "K3: kvm/cd0-zaps-non-wb 1 vCPU, 2 frames, MTRRs start as def_type E FE WB (0xc06), guest by the SDM, "
                                + "1 device with non-coherent DMA");
        assertThat(browser.run("return document.title"))
                .isEqualTo("kvm-K3: " + "kvm/cd0-zaps-non-wb: 1 vCPU, 2 frames, "
                        + "MTRRs start as def_type E FE WB (0xc06), guest by the SDM, 1 device with non-coherent DMA");
    }

    @Test
    void inTheIndexRedIsWhatIsUnexpected(Browser browser) throws IOException, BadFileException {
        browser.open(page());
        assertThat(browser.find("main > p").getText())
                .matches("[0-9,]+ claims about " + Systems.all().size()
                        + " systems, each decided by a search up to its scope: .*"
                        + " are violated, each by a run of as few steps as possible\\. [0-9]+ are not as expected\\.");
        Object wrong = browser.run(
                """
                const rows = [...document.querySelectorAll('.claims tbody tr')];
                const claims = JSON.parse(document.getElementById('data').textContent).claims;
                const red = (row) => row.cells[1].classList.contains('bad');
                const wrong = claims.filter((claim, i) => red(rows[i]) !== Boolean(claim.expected && claim.recorded !== claim.expected)
                  || !rows[i].cells[1].textContent.startsWith(claim.recorded));
                return [rows.length > 500 && rows.some(red), wrong.map((claim) => claim.id)];
                """);
        assertThat(wrong).isEqualTo(List.of(true, List.of()));
    }

    @Test
    void theIndexSaysWhatIsProvedBeyondAScope(Browser browser) throws IOException, BadFileException {
        browser.open(page());
        Object cells = browser.run(
                """
                const rows = [...document.querySelectorAll('.claims tbody tr')];
                return ['K12c', 'K6d', 'K3'].map((id) => rows.find((row) => row.cells[0].textContent === id).cells[1].innerText);
                """);
        assertThat(cells)
                .asInstanceOf(LIST)
                .satisfiesExactly(
                        proved -> assertThat(proved.toString())
                                .startsWith("holds (3 vCPUs, 3 frames), as expected\nProved for every frame, ")
                                .endsWith(": proofs/K12c"),
                        bounded -> assertThat(bounded).isEqualTo("holds (2 vCPUs), as expected"),
                        violated -> assertThat(violated).isEqualTo("violated, as expected"));
    }
}
