package dev.stalemate.decide.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.HostAndPort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterNameTest {
    @Test
    void thisProcess() {
        assertThat(MasterName.parse("local[3]").threads()).isEqualTo(3);
        assertThat(MasterName.parse("local[*]").threads())
                .isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(MasterName.parse("local[3]").local()).isTrue();
        assertThat(MasterName.parse("local[3]").hosts()).isEmpty();
    }

    @Test
    void mastersThatListen() {
        MasterName two = MasterName.parse("spark://a.example:7077,10.0.0.1:1,[::1]:7077");
        assertThat(two.hosts())
                .containsExactly(
                        HostAndPort.fromParts("a.example", 7077),
                        HostAndPort.fromParts("10.0.0.1", 1),
                        HostAndPort.fromParts("::1", 7077));
        assertThat(two.local()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yarn", "k8s://https://h:6443", "k8s://h:1/path"})
    void whatManagersRun(String name) {
        assertThat(MasterName.parse(name).hosts()).isEmpty();
        assertThat(MasterName.parse(name).local()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "local",
                "local[0]",
                "local[257]",
                "local[-1]",
                "local[2,3]",
                "spark:h:1",
                "spark://",
                "spark://h",
                "spark://h:0",
                "spark://h:99999",
                "spark://h:1,",
                "spark://h:1/x",
                "spark://h h:1",
                "mesos://h:1",
                "k8s://",
                "yarn-client"
            })
    void nonsense(String name) {
        assertThatThrownBy(() -> MasterName.parse(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + name + "' is no cluster: ");
    }
}
