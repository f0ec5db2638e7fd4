package dev.stalemate.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import dev.stalemate.decide.StateSearch;
import dev.stalemate.explorer.Explorer;
import dev.stalemate.model.Catalogue;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Step;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The explorer's state graph in a browser. */
@ExtendWith(InBrowser.class)
@Timeout(300)
class GraphPageTest {
    private static final Catalogue SYSTEMS = Systems.catalogue();
    private static final String K3 = "vcpus=1,init=2ff:c06,guest=sdm";
    private static final String LAW = "no-stale-quiescent";

    @TempDir
    private Path saved = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private Explorer explorer;

    @AfterEach
    void end() {
        explorer.close();
    }

    private void open(Browser browser, String design, String scope, String law, String... steps) throws IOException {
        explorer = new Explorer(
                SYSTEMS,
                new Explorer.Start("kvm", design, scope, law, ImmutableList.copyOf(steps)),
                Limits.none(),
                Monitor.SILENT,
                saved,
                "test",
                "stalemate");
        browser.open(URI.create(explorer.url()));
        browser.await("document.querySelector('.graph .here')");
    }

    /** The states of a scope that violate a property. */
    private static Set<ImmutableLongArray> violating(Model model, Law law) {
        Set<ImmutableLongArray> seen = new HashSet<>(Set.of(ImmutableLongArray.copyOf(model.initial())));
        ArrayDeque<ImmutableLongArray> waiting = new ArrayDeque<>(seen);
        while (!waiting.isEmpty()) {
            ImmutableLongArray here = waiting.remove();
            for (Step step : model.steps()) {
                long[] next = here.toArray();
                if (step.enabled(next)) {
                    step.apply(next);
                    ImmutableLongArray there = ImmutableLongArray.copyOf(next);
                    if (seen.add(there)) {
                        waiting.add(there);
                    }
                }
            }
        }
        seen.removeIf(state -> !law.violatedBy(state.toArray()));
        return seen;
    }

    @Test
    void aSmallScopeIsDrawnWholeAndItsViolatingStatesAreMarked(Browser browser) throws IOException {
        open(browser, "cd0-zaps-non-wb", K3, LAW);
        ModelSystem kvm = SYSTEMS.system("kvm");
        Model model = kvm.build(kvm.design("cd0-zaps-non-wb"), kvm.scope(K3));
        Law never = Law.always("never", Law.Breaks.SPEED, "nothing").holds(s -> true);
        assertThat(browser.findAll(".graph .state"))
                .hasSize((int) StateSearch.of(model, List.of(never), Limits.none(), Monitor.SILENT)
                        .states());
        assertThat(browser.findAll(".graph .state.violated"))
                .hasSameSizeAs(violating(model, model.law(LAW)))
                .allMatch(state -> state.getText().endsWith(" violated"));
        assertThat(browser.find(".graph .here").getText()).isEqualTo("0 start here");
        assertThat(browser.find(".graph-box p").getText())
                .isEqualTo("All 133 states of this scope. 9 of them violate no-stale-quiescent.");
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void aClickGoesToAStateByAShortestRun(Browser browser) throws IOException {
        open(browser, "cd0-zaps-non-wb", K3, LAW);
        browser.find(".graph .violated").click();
        browser.await("document.querySelector('.graph .here.violated')");
        assertThat(browser.findAll(".timeline li")).hasSize(7); // K3's six steps, and the start
        assertThat(browser.find(".timeline").getText()).contains(LAW + " is violated");
        assertThat(browser.findAll(".graph .on-run")).hasSize(7);
    }

    @Test
    void theKeyboardGoesThereToo(Browser browser) throws IOException {
        open(browser, "cd0-zaps-non-wb", K3, LAW);
        browser.run("document.querySelector('.graph .here').focus()");
        browser.press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT);
        String focused = "return document.activeElement.querySelector('text').textContent";
        String there = Objects.toString(browser.run(focused));
        assertThat(browser.find(".detail").getText()).startsWith("state " + there + ": 2 steps from the start");
        browser.press(Keys.ENTER);
        browser.await("document.querySelectorAll('.timeline li').length === 3");
        browser.await("document.querySelector('.graph .here')?.textContent === '" + there + " here'");
        assertThat(browser.run(focused)).isEqualTo(there + " here");
    }

    @Test
    void anEarlierStepOfTheRunIsMarkedToo(Browser browser) throws IOException {
        open(browser, "cd0-zaps-non-wb", K3, LAW, "touch vcpu=0 gpa=0x0", "set-cd vcpu=0");
        browser.press("k", "k");
        assertThat(browser.find(".graph .here").getText()).isEqualTo("0 start here");
    }

    @Test
    void aboutALargerScopeItSaysThatOnlyWhatIsAroundTheRunIsDrawn(Browser browser) throws IOException {
        open(browser, "linux-6.7", "small", "", "touch vcpu=0 gpa=0x0");
        assertThat(browser.find(".graph-box p").getText())
                .startsWith("This scope has more states than can be drawn.")
                .contains("of its states within two steps of the run");
        assertThat(browser.find(".detail").getText()).endsWith("There by the first 1 step of the run.");
        int far = browser.findAll(".graph .state").size();
        browser.find(".graph .state:not(.on-run)").click();
        browser.await("document.querySelectorAll('.timeline li').length > 2");
        assertThat(far).isBetween(20, 300);
    }

    @Test
    void aPropertyAboutRunsMarksNoState(Browser browser) throws IOException {
        explorer = new Explorer(
                SYSTEMS,
                new Explorer.Start("zap-list", "sketch", "vcpus=2,ranges=1", "waiter-leaves", ImmutableList.of()),
                Limits.none(),
                Monitor.SILENT,
                saved,
                "test",
                "stalemate");
        browser.open(URI.create(explorer.url()));
        browser.await("document.querySelector('.graph .here')");
        assertThat(browser.find(".graph-box p").getText())
                .contains("waiter-leaves is about runs: no state by itself violates it.");
    }
}
