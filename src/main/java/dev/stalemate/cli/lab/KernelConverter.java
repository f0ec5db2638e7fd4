package dev.stalemate.cli.lab;

import com.google.common.collect.ImmutableList;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.lab.machine.DebianKernel;
import dev.stalemate.text.Names;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a kernel. */
final class KernelConverter implements ITypeConverter<DebianKernel>, Iterable<String> {
    @Override
    public DebianKernel convert(String text) {
        return Arrays.stream(DebianKernel.values())
                .filter(k -> k.label().equals(text) || k.label().endsWith("-" + text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        Names.missing("'" + text + "' is no kernel of the lab", text, ImmutableList.copyOf(this))));
    }

    /** The kernels of these names; all if there are none. */
    static List<DebianKernel> all(List<String> names) {
        KernelConverter converter = new KernelConverter();
        try {
            return names.isEmpty()
                    ? List.of(DebianKernel.values())
                    : names.stream().map(converter::convert).toList();
        } catch (TypeConversionException e) {
            throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Iterator<String> iterator() {
        return Arrays.stream(DebianKernel.values()).map(DebianKernel::label).iterator();
    }
}
