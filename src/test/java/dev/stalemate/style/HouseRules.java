package dev.stalemate.style;

import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What only several files together show. */
final class HouseRules {
    private static final Pattern WORD = Pattern.compile("[A-Za-z_]\\w*");

    /** Classes that are found by their names: by JUnit, jqwik, JMH and the virtual machine. */
    private static final Pattern FOUND_BY_NAME = Pattern.compile("\\w+(Test|Properties|Benchmark)|Main");

    private HouseRules() {}

    /** A package says what it is for in one place, whatever the source directories that have a part of it. */
    static List<Offence> packages(Checkout checkout) {
        List<Offence> offences = new ArrayList<>();
        Map<String, List<TextFile>> packages = checkout.only(file -> file.java() && !file.in("docs")).stream()
                .collect(Collectors.groupingBy(HouseRules::packageOf, TreeMap::new, Collectors.toList()));
        packages.forEach((name, files) -> {
            List<TextFile> infos = files.stream()
                    .filter(file -> file.name().equals("package-info.java"))
                    .toList();
            if (infos.size() != 1) {
                TextFile where = infos.isEmpty() ? files.get(0) : infos.get(1);
                offences.add(new Offence(where, 0, name + " has " + infos.size() + " package-info.java, not 1"));
            }
            infos.stream()
                    .filter(info -> !info.text().matches("(?s)/\\*\\*.*[a-z].*\\*/\\n@NullMarked\\npackage .*"))
                    .forEach(info -> offences.add(new Offence(info, 1, "no sentence, or no @NullMarked")));
        });
        return offences;
    }

    private static String packageOf(TextFile file) {
        return file.directory().replaceFirst(".*(?=dev/stalemate)", "").replace('/', '.');
    }

    /** A class of the program has a name of its own. */
    static List<Offence> doubleNames(Checkout checkout) {
        Map<String, TextFile> first = new HashMap<>();
        List<Offence> offences = new ArrayList<>();
        for (TextFile file :
                checkout.only(f -> program(f.path()) && f.java() && !f.name().equals("package-info.java"))) {
            TextFile other = first.putIfAbsent(file.name(), file);
            if (other != null) {
                offences.add(new Offence(file, 1, "there is " + other.path() + ", too"));
            }
        }
        return offences;
    }

    /** A class is used by another of its own source directory, or found by its name. */
    static List<Offence> deadClasses(Checkout checkout, List<Unit> units) {
        Map<String, Set<String>> users = new HashMap<>();
        for (Unit unit : units) {
            for (String name : names(unit)) {
                users.computeIfAbsent(name, n -> new HashSet<>())
                        .add(unit.file().path());
            }
        }
        for (TextFile file : checkout.only(f -> !f.java() && !f.markdown())) {
            for (String name : words(file.text())) {
                users.computeIfAbsent(name, n -> new HashSet<>()).add(file.path());
            }
        }
        return checkout
                .only(file -> file.java()
                        && !file.name().equals("package-info.java")
                        && !FOUND_BY_NAME.matcher(file.stem()).matches())
                .stream()
                .filter(file -> users.getOrDefault(file.stem(), Set.of()).stream()
                        .noneMatch(user -> !user.equals(file.path()) && mayUse(user, file)))
                .map(file -> new Offence(file, 1, "nothing uses it"))
                .toList();
    }

    /** What only tests use is dead in the program. */
    private static boolean mayUse(String user, TextFile file) {
        return !program(file.path()) || program(user) || !user.contains("/");
    }

    private static boolean program(String path) {
        return path.startsWith("src/main/")
                || (path.startsWith("src/cluster/") && !path.startsWith("src/cluster/test/"));
    }

    /** Names in code and words in strings. Comments use nothing. Imports use what their last name is a member of. */
    private static Set<String> names(Unit unit) {
        Set<String> names = new HashSet<>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitImport(ImportTree tree, @Nullable Void nothing) {
                return scan(((MemberSelectTree) tree.getQualifiedIdentifier()).getExpression(), null);
            }

            @Override
            public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void nothing) {
                names.add(tree.getName().toString());
                return null;
            }

            @Override
            public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void nothing) {
                names.add(tree.getIdentifier().toString());
                return super.visitMemberSelect(tree, null);
            }

            @Override
            public @Nullable Void visitLiteral(LiteralTree tree, @Nullable Void nothing) {
                if (tree.getValue() instanceof String text) {
                    names.addAll(words(text));
                }
                return null;
            }
        }.scan(unit.tree(), null);
        return names;
    }

    private static Set<String> words(String text) {
        return WORD.matcher(text).results().map(match -> match.group()).collect(Collectors.toSet());
    }
}
