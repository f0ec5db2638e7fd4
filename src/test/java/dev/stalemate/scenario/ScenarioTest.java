package dev.stalemate.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.ModelSystem;
import dev.stalemate.scenario.PropertyResult.Kind;
import dev.stalemate.systems.Systems;
import dev.stalemate.toy.Mutex;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Scenarios: read, taken at a scope that has their steps, and what is expected of them. */
class ScenarioTest {
    private static final ModelSystem MUTEX = new Mutex();
    private static final ModelSystem KVM = Systems.catalogue().system("kvm");

    private static ScenarioRun broken(String steps) throws ScenarioException {
        return ScenarioRun.anywhere(MUTEX, MUTEX.design("broken"), ScenarioText.of("--steps", steps));
    }

    private static String scopeOf(String steps) throws ScenarioException {
        return ScenarioRun.anywhere(KVM, KVM.design("linux-6.7"), ScenarioText.of("--steps", steps))
                .trace()
                .model()
                .scope()
                .toString();
    }

    @Test
    void linesCommentsAndSemicolonsAreRead() throws ScenarioException {
        ScenarioText text = ScenarioText.ofFile(
                "s.txt",
                "# a comment\r\n\nwant 0; want process1 # and another\n  expect !exclusive # no\nenter a#b;;\n");
        assertThat(text.lines())
                .extracting(ScenarioText.Line::where)
                .containsExactly("s.txt:3", "s.txt:3", "s.txt:4", "s.txt:5");
        assertThat(text.steps()).extracting(Object::toString).containsExactly("want 0", "want process1", "enter a#b");
        assertThat(text.lines().get(2).expected()).isEqualTo("!exclusive");
    }

    @Test
    void whatIsNoScenarioIsTold() {
        assertThatThrownBy(() -> ScenarioText.ofFile("s.txt", "# nothing\n"))
                .hasMessage("s.txt: there is no step in it");
        assertThatThrownBy(() -> ScenarioText.ofFile("s.txt", "want 0\nexpect\n"))
                .hasMessageStartingWith("s.txt:2: expect what?");
        assertThatThrownBy(() -> ScenarioText.of("--steps", "want 0;".repeat(10_001)))
                .hasMessage("--steps: there are 10001 steps, and at most 10000 are taken");
    }

    @Test
    void aPropertyIsExpectedOfAllStatesUpToThere() throws ScenarioException {
        ScenarioRun run = broken(
                "expect exclusive; want 0; want 1; enter 0; expect exclusive; enter 1; expect exclusive; leave 1; expect exclusive;"
                        + " expect !exclusive; expect inside[0]=1 & inside[1]=0; expect wants[0]");
        assertThat(run.expectations())
                .extracting(Expectation::met)
                .containsExactly(true, true, false, false, true, true, false);
        assertThat(run.expectations()).extracting(Expectation::after).containsExactly(0, 3, 4, 5, 5, 5, 5);
        assertThat(run.expectations().get(2).says()).isEqualTo("violated after (4)");
        assertThat(run.expectations().get(5).says()).isEqualTo("inside[0] is 1, inside[1] is 0");
        assertThat(run.isAsExpected()).isFalse();
        assertThat(broken("want 0; expect exclusive").isAsExpected()).isTrue();
    }

    @Test
    void everyPropertyIsTold() throws ScenarioException {
        List<PropertyResult> results =
                PropertyResult.all(broken("want 0; want 1; enter 0; enter 1").trace());
        assertThat(results)
                .extracting(PropertyResult::kind)
                .containsExactly(Kind.VIOLATED, Kind.REACHED, Kind.NOT_ASKED, Kind.VIOLATED);
        assertThat(results).extracting(PropertyResult::at).containsExactly(4, 3, -1, 1);
        assertThat(PropertyResult.all(broken("want 0").trace()).get(1).says()).isEqualTo("not reached");
    }

    @Test
    void aLineThatCannotBeTakenIsNamed() {
        assertThatThrownBy(() -> broken("want 0; enter 1"))
                .isInstanceOf(ScenarioException.class)
                .hasMessage("--steps, number 2: enter process=1 is not possible there; possible there: enter process=0"
                        + " (scope small; --scope names another, see list scopes)");
        assertThatThrownBy(() -> broken("want 0; want 0")).hasMessageContaining("possible there: want process=1");
        assertThatThrownBy(() -> broken("want 0; leave 0"))
                .hasMessageContaining("possible there: want process=1, enter process=0");
        assertThatThrownBy(() -> broken("want 0; expect exclusiv"))
                .hasMessageContaining(
                        "--steps, number 2: no property 'exclusiv' of mutex/broken in this scope; did you mean exclusive?");
        assertThatThrownBy(() -> broken("want 0; expect inside[7]=1")).hasMessageContaining("--steps, number 2: ");
    }

    @Test
    void theFirstScopeThatHasTheStepsIsTaken() throws ScenarioException {
        assertThat(broken("tag 0x10").trace().model().scope().name()).isEqualTo("tagged");
        assertThat(scopeOf("touch 0 0x0")).isEqualTo("vcpus=1,frames=0x0,wrmsr=none");
        assertThat(scopeOf("touch 2 0x1000")).isEqualTo("vcpus=3,frames=0x1000,wrmsr=none");
        assertThat(scopeOf("wrmsr 0 def_type=0")).contains("init=2ff:c06");
        assertThat(scopeOf("wrmsr 0 physbase3=0x80000000,UC; wrmsr 0 physmask3=2G,V; touch 0 0x80000000"))
                .isEqualTo("vcpus=1,frames=0x80000000,wrmsr=206:80000000+207:f80000800");
        assertThat(scopeOf("attach-device; touch 0 0xfee00000")).contains("hotplug=bare");
        assertThat(scopeOf("touch 0 0x1000000000")).contains("maxphyaddr=52");
    }

    @Test
    void aScopeThatWasNamedIsNotLeftAndOneThatHasTheStepsIsSuggested() throws ScenarioException {
        ScenarioText text = ScenarioText.ofFile("s.txt", "want 0\ntag 0x10\n");
        assertThatThrownBy(() -> ScenarioRun.at(MUTEX, MUTEX.design("broken"), MUTEX.scope("small"), text))
                .hasMessage(
                        "s.txt:2: no action 'tag' in this scope; there are [want, enter, leave]; --scope tagged has all steps");
        assertThatThrownBy(() -> ScenarioRun.at(MUTEX, MUTEX.design("right"), MUTEX.scope("small"), text))
                .hasMessageContaining("--scope tagged");
    }

    @Test
    void aRegisterThatDoesNotExistIsNamed() {
        assertThatThrownBy(() -> scopeOf("wrmsr 0 def_typ=E,FE,WB"))
                .hasMessageStartingWith("--steps, number 1: wrmsr: msr: 'def_typ' is neither an MSR's number");
        assertThatThrownBy(() -> scopeOf("touch 0 0x0; wrmsr 0 0x999 0"))
                .hasMessageStartingWith("--steps, number 2: wrmsr: msr: ");
    }

    @Test
    void aValueThatWrmsrRefusesIsNamed() {
        assertThatThrownBy(() -> scopeOf("touch 0 0x0; wrmsr 0 0x250 0x7"))
                .hasMessageStartingWith("--steps, number 2: wrmsr: value: '0x7' is not");
    }
}
