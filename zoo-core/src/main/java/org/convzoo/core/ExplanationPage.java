package org.convzoo.core;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Collectors;
import org.convzoo.core.Explanation.Legend;
import org.convzoo.core.Explanation.Panel;

/** An explanation as one page that opens anywhere and loads nothing. Labels and file names are untrusted: they are escaped. */
final class ExplanationPage {
    private ExplanationPage() {}

    static byte[] of(Explanation explanation) {
        String page = """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; \
                style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title>
                <style>%s</style>
                </head>
                <body>
                <h1>%s</h1>
                %s
                <div class="panels">
                %s
                </div>
                %s
                </body>
                </html>
                """.formatted(
                Html.escape(explanation.title()),
                STYLE,
                Html.escape(explanation.title()),
                explanation.facts().stream()
                        .map(fact -> "<p>" + Html.escape(fact) + "</p>")
                        .collect(Collectors.joining("\n")),
                explanation.panels().stream().map(ExplanationPage::figure).collect(Collectors.joining("\n")),
                explanation.legend() == null ? "" : legend(explanation.legend()));
        return page.getBytes(StandardCharsets.UTF_8);
    }

    private static final String STYLE = """

            :root { color-scheme: light dark; --page: #f6f7f9; --text: #1c2430; --muted: #5d6878; }
            @media (prefers-color-scheme: dark) { :root { --page: #12161c; --text: #e6eaf0; --muted: #9aa6b5; } }
            body { margin: 2rem; background: var(--page); color: var(--text); font: 15px/1.4 system-ui, sans-serif; }
            h1 { font-size: 1.4rem; margin: 0; }
            p { margin: 0; color: var(--muted); }
            .panels { display: flex; flex-wrap: wrap; gap: 1rem; margin: 1rem 0; }
            figure { margin: 0; }
            figcaption { font-size: 13px; overflow-wrap: anywhere; }
            .legend { display: flex; gap: .5rem; align-items: center; font-size: 13px; }
            """;

    private static String figure(Panel panel) {
        String text = String.join(", ", panel.caption());
        String lines = panel.caption().stream().map(Html::escape).collect(Collectors.joining("<br>"));
        return "<figure style=\"width:" + panel.picture().getWidth() + "px\">" + image(panel.picture(), text)
                + "<figcaption>" + lines + "</figcaption></figure>";
    }

    private static String image(BufferedImage picture, String description) {
        return "<img width=\"" + picture.getWidth() + "\" height=\"" + picture.getHeight() + "\" alt=\""
                + Html.escape(description) + "\" src=\"data:image/png;base64,"
                + Base64.getEncoder().encodeToString(PanelSheet.png(picture)) + "\">";
    }

    private static String legend(Legend legend) {
        return "<div class=\"legend\">" + Html.escape(legend.low()) + image(PanelSheet.bar(), "colours")
                + Html.escape(legend.high()) + "<p>" + Html.escape(legend.meaning()) + "</p></div>";
    }
}
