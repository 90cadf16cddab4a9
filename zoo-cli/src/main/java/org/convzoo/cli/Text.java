package org.convzoo.cli;

import java.math.BigDecimal;
import java.util.Locale;

/** Numbers as people read them; the same in every locale. */
final class Text {
    private static final long KIB = 1 << 10, MIB = 1 << 20, GIB = 1 << 30;

    private Text() {}

    /** 61,706. */
    static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    /** 1 picture, 2 pictures. */
    static String counted(int n, String thing) {
        return count(n) + " " + thing + (n == 1 ? "" : "s");
    }

    /** 98.76 %. */
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    /** 231 KiB. */
    static String bytes(long n) {
        if (n < KIB) {
            return n + " B";
        } else if (n < MIB) {
            return n / KIB + " KiB";
        } else if (n < GIB) {
            return String.format(Locale.ROOT, "%.1f MiB", (double) n / MIB);
        }
        return String.format(Locale.ROOT, "%.1f GiB", (double) n / GIB);
    }

    /** A number as short as it can be typed: 20 and 0.0002, not 20.0 and 2.0E-4. */
    static String number(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    /** {@code accuracy} becomes {@code Accuracy}, to be part of a longer name. */
    static String capitalized(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    /** An argument as a shell takes it, quoted only where it must be. */
    static String quoted(String argument) {
        return argument.matches("[\\w@%+=:,./-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    /** As part of a file's name on every platform: {@code sign-digits:fold=1} becomes {@code sign-digits-fold-1}. */
    static String fileName(String text) {
        return text.replaceAll("[^A-Za-z0-9._-]", "-");
    }
}
