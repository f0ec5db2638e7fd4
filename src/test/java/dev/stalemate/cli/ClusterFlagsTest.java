package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stalemate.decide.cluster.ClusterPart;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line says of clusters. */
class ClusterFlagsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--cluster x | Invalid value for option '--cluster': 'x' is no cluster: local[N], local[*],",
                "--partitions 3 | --partitions, --cluster-from and --cluster-log need --cluster",
                "--cluster-from 3 | --partitions, --cluster-from and --cluster-log need --cluster",
                "--cluster-log f | --partitions, --cluster-from and --cluster-log need --cluster",
                "--cluster local[2] --partitions 0 | --partitions 0 is not 1 to 100000",
                "--cluster local[2] --partitions 100001 | --partitions 100001 is not 1 to 100000",
                "--cluster local[2] --cluster-from -1 | --cluster-from -1 is negative",
                "--cluster local[2] --driver random --partitions 2 | --partitions and --cluster-from need --driver bfs",
                "--cluster local[2] --driver random --cluster-from 2 | --partitions and --cluster-from need --driver bfs",
                "--cluster local[2] --agree | --cluster is of no use with --agree",
                "--cluster local[2] --driver jpf | --cluster is of no use with --driver jpf",
                "--cluster local[2] --threads 2 | --threads is for this process: with --cluster its workers search",
                "--cluster local[2] --spill d | --spill is for this process; with --cluster the workers' settings say",
                "--cluster local[2] --checkpoint a --resume b | --resume DIR saves there, too",
                "--cluster local[2] --design ./mine | --cluster takes designs in one file of C or Java",
                "--cluster local[2] --kernel docs | --cluster takes designs in one file of C or Java",
                "--cluster local[2] --design a.c --sanitize | --sanitize is of no use with --cluster",
            })
    void isWrongUsageWhereItMakesNoSense(String arguments, String message) {
        Tool.Result result = Tool.mutex().run(("check M1 " + arguments).split(" "));
        assertThat(result.code()).isEqualTo(64);
        assertThat(result.err()).startsWith("stalemate: " + message);
        assertThat(result.out()).isEmpty();
    }

    /** A directory of checkpoints may be on a file system that this process doesn't know. */
    @ParameterizedTest
    @ValueSource(
            strings = {"", " --driver random", " --scope auto", " --against right", " --resume hdfs://none.example/d"})
    void saysHowToGetThePartThatConnects(String more) {
        assumeTrue(ClusterPart.installed().isEmpty());
        Tool.Result result = Tool.mutex().run(("check M1 --cluster local[2]" + more).split(" "));
        assertThat(result.code()).isEqualTo(64);
        assertThat(result.err())
                .isEqualTo("stalemate: the part for --cluster is missing: in Stalemate's directory run mvn -Pcluster"
                        + " -Dmaven.test.skip package, and start it with the launcher there\n");
        assertThat(result.out()).isEmpty();
    }
}
