package dev.stalemate.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The colours of memory types: told apart with any kind of eyes, readable, and neither the red nor the green of verdicts. */
class ColoursTest {
    private static final List<String> TYPES = List.of("wb", "wt", "wp", "wc", "uc");
    private static final Pattern COLOUR = Pattern.compile("--([a-z-]+): #([0-9a-f]{3}|[0-9a-f]{6});");
    private static final double LEAST_DISTANCE = 0.08;
    private static final double LEAST_CONTRAST = 4.5;
    private static final double GREY = 0.03;

    /** What of linear red, green and blue is left with all cones, and without those for long, middle and short waves (Machado 2009). */
    private static final double[][][] EYES = {
        {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
        {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
        {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
        {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
    };

    private static final double[][] CONES = {
        {0.4122214708, 0.5363325363, 0.0514459929},
        {0.2119034982, 0.6806995451, 0.1073969566},
        {0.0883024619, 0.2817188376, 0.6299787005},
    };
    private static final double[][] LAB = {
        {0.2104542553, 0.7936177850, -0.0040720468},
        {1.9779984951, -2.4285922050, 0.4505937099},
        {0.0259040371, 0.7827717662, -0.8086757660},
    };

    /** The colours that the style names, in linear light. */
    private static Map<String, double[]> colours(boolean dark) {
        String style = Page.resource("page.css");
        int split = style.indexOf("@media (prefers-color-scheme: dark)");
        Matcher matcher = COLOUR.matcher(dark ? style.substring(split) : style.substring(0, split));
        Map<String, double[]> colours = new HashMap<>();
        while (matcher.find()) {
            String hex = matcher.group(2).length() == 3 ? matcher.group(2).replaceAll("(.)", "$1$1") : matcher.group(2);
            double[] rgb = new double[3];
            for (int i = 0; i < rgb.length; i++) {
                double c = Integer.parseInt(hex, 2 * i, 2 * i + 2, 16) / 255.0;
                rgb[i] = c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
            }
            colours.putIfAbsent(matcher.group(1), rgb);
        }
        return colours;
    }

    private static double[] times(double[][] matrix, double[] vector) {
        double[] product = new double[3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                product[i] += matrix[i][j] * vector[j];
            }
        }
        return product;
    }

    /** OKLab, as seen by some eyes. */
    private static double[] lab(double[][] eyes, double[] rgb) {
        double[] seen = times(eyes, rgb);
        for (int i = 0; i < 3; i++) {
            seen[i] = Math.min(1, Math.max(0, seen[i]));
        }
        double[] cones = times(CONES, seen);
        for (int i = 0; i < 3; i++) {
            cones[i] = Math.cbrt(cones[i]);
        }
        return times(LAB, cones);
    }

    private static double distance(double[][] eyes, double[] one, double[] other) {
        double[] a = lab(eyes, one);
        double[] b = lab(eyes, other);
        return Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
    }

    private static double light(double[] rgb) {
        return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
    }

    private static double[] colour(Map<String, double[]> colours, String name) {
        return Objects.requireNonNull(colours.get(name), name);
    }

    private static double contrast(double[] one, double[] other) {
        double a = light(one) + 0.05;
        double b = light(other) + 0.05;
        return Math.max(a, b) / Math.min(a, b);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anyTwoAreToldApartWithAnyKindOfEyes(boolean dark) {
        Map<String, double[]> colours = colours(dark);
        List<String> all = new ArrayList<>(TYPES);
        all.add("paper");
        for (double[][] eyes : EYES) {
            for (String one : all) {
                for (String other : all) {
                    if (!one.equals(other)) {
                        assertThat(distance(eyes, colour(colours, one), colour(colours, other)))
                                .as("%s and %s", one, other)
                                .isGreaterThan(LEAST_DISTANCE);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void textOnThemIsReadable(boolean dark) {
        Map<String, double[]> colours = colours(dark);
        for (String type : TYPES) {
            assertThat(contrast(colour(colours, "ink"), colour(colours, type)))
                    .as(type)
                    .isGreaterThan(LEAST_CONTRAST);
        }
        for (String verdict : List.of("good", "bad", "cause")) {
            assertThat(contrast(colour(colours, verdict), colour(colours, "paper")))
                    .as(verdict)
                    .isGreaterThan(LEAST_CONTRAST);
            assertThat(contrast(colour(colours, "ink"), colour(colours, verdict + "-back")))
                    .as(verdict)
                    .isGreaterThan(LEAST_CONTRAST);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noneIsRedOrGreenLikeAVerdict(boolean dark) {
        Map<String, double[]> colours = colours(dark);
        for (String type : TYPES) {
            double[] lab = lab(EYES[0], colour(colours, type));
            double hue = Math.toDegrees(Math.atan2(lab[2], lab[1]));
            boolean red = hue > -30 && hue < 60;
            boolean green = hue > 115 && hue < 180;
            assertThat(Math.hypot(lab[1], lab[2]) < GREY || !(red || green))
                    .as("%s has the hue %.0f", type, hue)
                    .isTrue();
        }
    }
}
