"""The answer of a command that holds a template against the published rules."""

from dm_tui.cli.output import Answer
from dm_tui.domain.errors import ErrorKind
from dm_tui.domain.setup.review_wording import FINDING_LINE, FINDING_SOURCE, NOTHING_FOUND
from dm_tui.domain.setup.subject_and_body import MailContent
from dm_tui.domain.setup.template_review import is_rejectable, review_template
from dm_tui.services.setup.json_shapes import TemplateReviewAnswer


def review_answer(name: str, content: MailContent) -> Answer:
    """Return every finding with its line, column, reason and source."""
    findings = review_template(content)
    lines, source = [], ""
    for finding in findings:
        lines.append(FINDING_LINE.format(**finding.model_dump()))
        if finding.source and finding.source != source:
            lines.append(FINDING_SOURCE.format(source=finding.source))
        source = finding.source
    passes = not is_rejectable(findings)
    document = TemplateReviewAnswer(name=name, passes=passes, findings=findings)
    return Answer(document, [*lines, *[NOTHING_FOUND] * passes], 0 if passes else int(ErrorKind.REFUSED))
