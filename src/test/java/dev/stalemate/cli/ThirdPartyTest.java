package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.io.Resources;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The list of the libraries in the jar, with their licences. A release compares it with what Maven puts in, too. */
class ThirdPartyTest {
    private static final Pattern LISTED =
            Pattern.compile("(?m)^(\\S+):(\\S+):(\\S+)  (Apache-2\\.0|.* OR Apache-2\\.0|BSD-[23]-Clause|MIT)$");
    private static final Pattern DEPENDENCY = Pattern.compile(
            "<dependency>(?:\\s|<!--[^>]*-->)*<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>"
                    + "\\s*<version>[^<]+</version>\\s*(?:<scope>runtime</scope>\\s*)?</dependency>");

    private record Library(String group, String name, String version) {}

    private static List<Library> listed() throws Exception {
        String list = Resources.toString(Resources.getResource("META-INF/THIRD-PARTY.txt"), StandardCharsets.UTF_8);
        return LISTED.matcher(list)
                .results()
                .map(line -> new Library(line.group(1), line.group(2), line.group(3)))
                .toList();
    }

    @Test
    void whatIsListedIsUsedInThatVersion() throws Exception {
        Set<String> jars = Splitter.on(File.pathSeparatorChar)
                .splitToStream(System.getProperty("java.class.path"))
                .map(path -> new File(path).getName())
                .collect(Collectors.toSet());

        assertThat(listed()).hasSizeGreaterThan(10).allSatisfy(library -> assertThat(jars)
                .contains(library.name() + "-" + library.version() + ".jar"));
    }

    @Test
    void whatTheBuildNamesIsListed() throws Exception {
        String pom = Files.readString(Path.of("pom.xml"));
        String own = pom.substring(pom.indexOf("</dependencyManagement>"), pom.indexOf("<build>"));
        Set<String> named = DEPENDENCY
                .matcher(own)
                .results()
                .map(found -> found.group(1) + ":" + found.group(2))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(named).hasSizeGreaterThan(5).contains("org.slf4j:slf4j-nop");
        assertThat(listed().stream().map(library -> library.group() + ":" + library.name()))
                .containsAll(named);
    }
}
