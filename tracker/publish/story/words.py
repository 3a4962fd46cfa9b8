"""Every word of a story, in English and in Chinese, side by side.

A phrase has the names of its fields in braces; a language uses those that it needs. Keys begin with
what a phrase is for: ``claimed.`` for what a sentence claims, ``found.`` for what the record has,
``instead.`` for what holds in its place, ``page.`` for the page around them.
"""

from __future__ import annotations

LANGUAGES = ("en", "zh")

WORDS: dict[str, tuple[str, str]] = {
    # Measures.
    "metric.tokens": ("tokens", "Token用量"),
    "metric.calls": ("calls", "调用次数"),
    "metric.spend": ("spending", "花费"),
    "use.tokens": ("token use", "Token用量"),
    "use.calls": ("number of calls", "调用次数"),
    "use.spend": ("spending", "花费"),
    "by.tokens": ("by tokens", "按Token用量"),
    "by.calls": ("by number of calls", "按调用次数"),
    "by.spend": ("by money spent", "按花费"),
    "unit.tokens": ("{number} tokens", "{number}"),
    "unit.calls": ("{number} calls", "{number}次"),
    "unit.spend": ("${number}", "{number}美元"),
    "many.tokens": ("many", ""),
    "many.calls": ("many", ""),
    "many.spend": ("much", ""),
    "fewer.tokens": ("fewer", ""),
    "fewer.calls": ("fewer", ""),
    "fewer.spend": ("less", ""),
    "more.word": ("more", ""),
    "models.one": ("model", "个"),
    "models.several": ("models", "个"),
    "higher.up": ("", "高"),
    "higher.down": ("", "低"),
    "had.tokens": ("{who} had {amount}", "{who}的Token用量{being}"),
    "had.calls": ("{who} had {amount}", "{who}的调用次数{being}"),
    "had.spend": ("{amount} was spent on {who}", "{who}的花费{being}"),
    "being": ("{text}", "为{text}"),
    "more.tokens": ("{who} had more tokens than {rival}", "{who}的Token用量高于{rival}"),
    "more.calls": ("{who} had more calls than {rival}", "{who}的调用次数高于{rival}"),
    "more.spend": ("more was spent on {who} than on {rival}", "{who}的花费高于{rival}"),
    # Bounds and directions.
    "hedge.": ("{text}", "{text}"),
    "hedge.about": ("about {text}", "约{text}"),
    "hedge.more": ("more than {text}", "超过{text}"),
    "hedge.less": ("less than {text}", "不到{text}"),
    "at_least": ("at least {text}", "至少{text}"),
    "times.hedge.": ("{text}", "{text}"),
    "times.hedge.about": ("about {text}", "约{text}"),
    "times.hedge.more": ("more than {text}", "{text}以上"),
    "times.hedge.less": ("less than {text}", "{text}以下"),
    "went.up": ("rose", "上升"),
    "went.down": ("fell", "下降"),
    "grew.up": ("rose", "增长"),
    "grew.down": ("fell", "下降"),
    "moved.up": ("up {pct}", "增长{pct}"),
    "moved.down": ("down {pct}", "下降{pct}"),
    "moved.times": ("{multiple} as {many}", "是前者的{multiple}"),
    # Numbers.
    "percent": ("{number}%", "{number}%"),
    "times": ("{number} times", "{number}倍"),
    "times.2": ("twice", "2倍"),
    "times.0.5": ("half", "一半"),
    "times.0.333": ("a third", "三分之一"),
    "times.0.25": ("a quarter", "四分之一"),
    "weeks.one": ("for one week", "有1周"),
    "weeks.several": ("for {number} weeks in a row", "连续{number}周"),
    "and": (" and ", "和"),
    "comma": (", ", "、"),
    "comma.clause": (" and ", "且"),
    # Periods.
    "period.week": ("the week of {span}", "{span}当周"),
    "period.days": ("the {number} days to {day}", "截至{day}的{number}天"),
    "when.in": ("in {period}", "{period}"),
    "when.on": ("on {period}", "{period}"),
    "same.week": ("that week", "当周"),
    "same.day": ("that day", "当天"),
    "same.month": ("that month", "当月"),
    "same.year": ("that year", "当年"),
    "same.days": ("in those {number} days", "在这{number}天里"),
    "before.week": ("the week before", "前一周"),
    "before.day": ("the day before", "前一天"),
    "before.month": ("the month before", "前一个月"),
    "before.year": ("the year before", "前一年"),
    "before.days": ("the {number} days before", "此前{number}天"),
    "until": (" up to {day}", "截至{day}，"),
    "since": (" since {day}", "自{day}以来"),
    "from_to": ("from {span}", "{span}"),
    # Subjects.
    "subject.total": ("OpenRouter as a whole", "OpenRouter全平台"),
    "subject.author": ("{name}’s models", "{name}旗下模型"),
    "subject.country": ("models from {name}", "{name}模型"),
    "subject.unknown": ("models whose maker is not known", "来源未知的模型"),
    "subject.several": ("{names} together", "{names}合计"),
    "subject.runner_up": ("the runner-up", "第二名"),
    "kind.open": ("open-weight", "开放权重"),
    "kind.closed": ("closed-weight", "闭源"),
    "kind.free": ("free", "免费"),
    "kind.paid": ("paid", "付费"),
    "kind.models": ("models", "模型"),
    "pronoun.model": ("it", "{who}"),
    "pronoun.sum": ("they", "{who}"),
    # What a sentence claims.
    "claimed.led": (
        "{who} led OpenRouter {by} {streak}{until}",
        "{until}{who}{by}{streak}位居OpenRouter第一",
    ),
    "claimed.led.top": (
        "{who} ranked in OpenRouter’s top {top} {by} {streak}{until}",
        "{until}{who}{by}{streak}位居OpenRouter前{top}名",
    ),
    "claimed.over": (
        "{more} {streak}{until}",
        "{until}{who}的{metric}{streak}高于{rival}",
    ),
    "claimed.trend": (
        "OpenRouter’s total {use} {went} {streak}{until}",
        "{until}OpenRouter总{metric}{streak}{went}",
    ),
    "claimed.amount": ("{had} {when}", "{when}，{had}"),
    "claimed.change": (
        "the {use} of {who} {grew} by {pct} {when} compared with {before}",
        "{when}，{who}的{metric}较{before}{grew}{pct}",
    ),
    "claimed.share": (
        "{who} had {pct} of all {metric} on OpenRouter {when}",
        "{when}，{who}在OpenRouter全部{metric}中的占比{being}",
    ),
    "claimed.share.named": (
        "{who} had {pct} of the {metric} that OpenRouter assigns to named models {when}",
        "{when}，{who}在OpenRouter具名模型{metric}中的占比{being}",
    ),
    "claimed.ranked": (
        "{who} ranked {ordinal} on OpenRouter {by} {when}",
        "{when}，{who}{by}位列OpenRouter{ordinal}",
    ),
    "claimed.ranked.within": (
        "{who} ranked in OpenRouter’s top {rank} {by} {when}",
        "{when}，{who}{by}位列OpenRouter前{rank}名",
    ),
    "claimed.ranked.outside": (
        "{who} ranked outside OpenRouter’s top {rank} {by} {when}",
        "{when}，{who}{by}排在OpenRouter前{rank}名之外",
    ),
    "claimed.more": ("{more} {when}", "{when}，{more}"),
    "claimed.more.passed": (
        "{who} overtook {rival} {by} {when}",
        "{when}，{who}{by}反超{rival}",
    ),
    "claimed.ratio": (
        "{who} had {multiple} as {many} {metric} as {rival} {when}",
        "{when}，{who}的{metric}是{rival}的{multiple}",
    ),
    "claimed.ratio.percent": (
        "{who} had {pct} {more_or_fewer} {metric} than {rival} {when}",
        "{when}，{who}的{metric}比{rival}{higher}{pct}",
    ),
    "claimed.growth": (
        "{who} had {multiple} as {many} {metric} {when} as {base_when}",
        "{when}，{who}的{metric}是{base}的{multiple}",
    ),
    "claimed.growth.percent": (
        "the {use} of {who} {grew} by {pct} from {base} to {period}",
        "{who}的{metric}从{base}到{period}{grew}{pct}",
    ),
    "claimed.growth.share": (
        "the share of {who} in OpenRouter’s {metric} was {multiple} as large {when} as {base_when}",
        "{when}，{who}在OpenRouter全部{metric}中的占比是{base}的{multiple}",
    ),
    "claimed.direction.up": (
        "{who} had more {metric} {when} than {base_when}",
        "{when}，{who}的{metric}高于{base}",
    ),
    "claimed.direction.down": (
        "{who} had {fewer} {metric} {when} than {base_when}",
        "{when}，{who}的{metric}低于{base}",
    ),
    "claimed.of_top": (
        "{count} of the {top} largest models {by} {when} were {who}",
        "{when}，{by}排名前{top}的模型中有{count}个是{who}",
    ),
    "claimed.of_top.share": (
        "{who} had {pct} of the {metric} of the {top} largest models {when}",
        "{when}，前{top}名模型的{metric}中，{who}占{pct}",
    ),
    "claimed.number": (
        "{count} models each had {amount} {when}",
        "{when}，有{count}个模型的{metric}{amount}",
    ),
    "claimed.first": (
        "{had} for the first time {when}",
        "{who}的{metric}在{period}首次{amount}",
    ),
    "claimed.first.rival": (
        "{more} for the first time {when}",
        "{who}的{metric}在{period}首次高于{rival}",
    ),
    "claimed.first.group": (
        "{who} was the first among {group} to lead OpenRouter for a week{since}",
        "{who}是{since}首个登上OpenRouter周榜榜首的{group}",
    ),
    "claimed.first.leader": (
        "one of {who} led OpenRouter for the first time {when}",
        "{who}在{period}首次登上OpenRouter榜首",
    ),
    "claimed.first.record": (
        "the {use} of {who} reached a record {when}",
        "{who}的{metric}在{period}创下新高",
    ),
    "claimed.first.record.amount": (
        "the {use} of {who} reached a record of {amount} {when}",
        "{who}的{metric}在{period}创下新高，为{amount}",
    ),
    "claimed.from_to": (
        "{who} had {earlier} {base_when} and {amount} {when}",
        "{who}的{metric}从{base}的{earlier}变为{period}的{amount}",
    ),
    # The verdict.
    "verdict.supported": ("Supported", "属实"),
    "verdict.refuted": ("Refuted", "不实"),
    "verdict.depends": ("It depends", "视口径而定"),
    "verdict.not_measured": ("Not measured", "无法判定"),
    "holds.yes": ("holds", "成立"),
    "holds.no": ("does not hold", "不成立"),
    "holds.unknown": ("not known", "无法判定"),
    "lead.supported": (
        "OpenRouter’s figures confirm that {claimed}.",
        "OpenRouter的数据证实了这一说法：{claimed}。",
    ),
    "lead.refuted": (
        "OpenRouter’s figures do not bear out the claim that {claimed}.",
        "OpenRouter的数据并不支持这一说法：{claimed}。",
    ),
    "lead.depends": (
        "Whether {claimed} depends on how it is counted.",
        "以下说法是否成立，取决于统计口径：{claimed}。",
    ),
    "lead.not_measured": (
        "OpenRouter’s published figures do not settle whether {claimed}.",
        "OpenRouter公布的数据不足以判定这一说法：{claimed}。",
    ),
    "depends.yes": ("{found}, which bears the claim out", "{found}，说法成立"),
    "depends.no": ("{found}, which does not bear it out", "{found}，说法不成立"),
    "counted": ("{how}, {found}", "{how}，{found}"),
    "semicolon": ("{first}; {second}", "{first}；{second}"),
    "sentence": ("{text}.", "{text}。"),
    # Ways of counting.
    "how.slug": ("counting each variant of a model by itself", "各个版本分开计算"),
    "how.model": ("counting the variants of a model together", "同一模型的免费与付费版本合并计算"),
    "how.family": (
        "counting all dated versions of a model together",
        "同一模型的各个日期版本合并计算",
    ),
    "how.slug+model": ("counting each dated version by itself", "各个日期版本分开计算"),
    "how.model+family": ("counting the variants of a model together", "同一模型的各个版本合并计算"),
    "how.nine": (
        "among the {number} largest models",
        "只看用量最大的{number}个模型",
    ),
    "how.all": (
        "over all the models that OpenRouter names",
        "按OpenRouter列出的全部模型计算",
    ),
    # What the record has.
    "found.led": ("{who} led {streak}, {span}", "{who}{streak}位居第一（{span}）"),
    "found.led.most": (
        "{who} led {streak} at most, {span}",
        "{who}最多{streak}位居第一（{span}）",
    ),
    "found.led.none": ("{who} led in no week{until}", "{until}{who}没有一周位居第一"),
    "found.led.top": (
        "{who} ranked in the top {top} {streak}, {span}",
        "{who}{streak}位居前{top}名（{span}）",
    ),
    "found.led.top.most": (
        "{who} ranked in the top {top} {streak} at most, {span}",
        "{who}最多{streak}位居前{top}名（{span}）",
    ),
    "found.led.top.none": (
        "{who} ranked in the top {top} in no week{until}",
        "{until}{who}没有一周进入前{top}名",
    ),
    "found.over": (
        "{who} stayed ahead of {rival} {streak}, {span}",
        "{who}{streak}高于{rival}（{span}）",
    ),
    "found.over.most": (
        "{who} stayed ahead of {rival} {streak} at most, {span}",
        "{who}最多{streak}高于{rival}（{span}）",
    ),
    "found.over.none": (
        "{who} got ahead of {rival} in no week{until}",
        "{until}{who}没有一周高于{rival}",
    ),
    "found.trend": ("the total {went} {streak}, {span}", "总量{streak}{went}（{span}）"),
    "found.trend.most": (
        "the total {went} {streak} at most, {span}",
        "总量最多{streak}{went}（{span}）",
    ),
    "found.trend.none": ("the total {went} in no week{until}", "{until}总量没有一周{went}"),
    "streak.again": ("{found}, and {streak} after that, {span}", "{found}，此后{streak}（{span}）"),
    "streak.over": ("{found}, but not after that", "{found}，此后未再延续"),
    "found.amount": ("{had} {when}", "{when}，{had}"),
    "found.share": (
        "{who} had {pct} of all {metric} on OpenRouter {when}",
        "{when}，{who}在OpenRouter全部{metric}中的占比为{pct}",
    ),
    "found.share.named": (
        "{who} had {pct} of the {metric} of named models {when}",
        "{when}，{who}在具名模型{metric}中的占比为{pct}",
    ),
    "found.ranked": (
        "{who} ranked {ordinal} {when}, with {amount}",
        "{when}，{who}位列{ordinal}，{metric}为{amount}",
    ),
    "found.ranked.best": (
        "{who} ranked {ordinal} {when} at best",
        "{when}，{who}至多位列{ordinal}",
    ),
    "found.ranked.below": (
        "{who} had {amount} {when}, too little for that rank",
        "{when}，{who}的{metric}为{amount}，不足以位列该名次",
    ),
    "found.pair": (
        "{had} {when}, against {other} for {rival}",
        "{when}，{had}，{rival}为{other}",
    ),
    "found.pair.unnamed": (
        "{had} {when}, while {rival} had none that OpenRouter names",
        "{when}，{had}，而OpenRouter未列出{rival}",
    ),
    "found.pair.times": (
        "{pair}, or {multiple} as {many}",
        "{pair}，前者是后者的{multiple}",
    ),
    "found.pair.percent": (
        "{pair}, or {pct} {more_or_fewer}",
        "{pair}，前者比后者{higher}{pct}",
    ),
    "found.pair.before": ("{pair}; {before}, {earlier}", "{pair}；{before}，{earlier}"),
    "found.pair.earlier": (
        "it had been {amount} against {other}",
        "两者分别为{amount}和{other}",
    ),
    "found.moved": (
        "{who} went from {was} to {now}, {change}",
        "{who}的{metric}由{was}变为{now}，{change}",
    ),
    "found.moved.share": (
        "{who} went from {was} of all {metric} to {now}",
        "{who}在全部{metric}中的占比由{was}变为{now}",
    ),
    "found.of_top": (
        "{count} of the {top} largest models {when} were {who}",
        "{when}，前{top}名模型中有{count}个是{who}",
    ),
    "found.of_top.share": (
        "{who} had {pct} of the {metric} of the {top} largest models {when}",
        "{when}，前{top}名模型的{metric}中，{who}占{pct}",
    ),
    "found.number": (
        "{count} {models} had {amount} {when}",
        "{when}，{metric}{amount}的模型有{count}{models}",
    ),
    "found.first": ("that first happened {when}", "最早出现这一情况是在{when}"),
    "found.first.not": ("it was not so {when}", "{when}并非如此"),
    "found.first.group": (
        "the first of them to lead was {leader}, {when}",
        "其中最早登上榜首的是{leader}（{when}）",
    ),
    "found.first.none": ("{who} led in no week", "{who}没有一周登上榜首"),
    "found.record": ("{had} {when}, the most so far", "{when}，{had}，为当时的最高值"),
    "found.record.not": (
        "{had} {when}, and {earlier} was reached before",
        "{when}，{had}，而此前曾达到{earlier}",
    ),
    "found.unnamed": (
        "OpenRouter’s published list does not name {subject} {when}",
        "{when}，OpenRouter公布的榜单没有列出{subject}",
    ),
    # Why it cannot be told.
    "reason.lost": (
        "A day of {weeks} is missing from what OpenRouter published, and could change the answer.",
        "{weeks}缺少一天的公布数据，可能改变结论。",
    ),
    "reason.open": (
        "What OpenRouter does not name could change the answer.",
        "OpenRouter未列出的部分可能改变结论。",
    ),
    "reason.missing": (
        "The {use} of {period} is not on record.",
        "没有{period}的{metric}记录。",
    ),
    "reason.open.streak": (
        "The {use} of some of those weeks is not on record, or of too few models.",
        "其中部分周没有{metric}记录，或记录的模型太少。",
    ),
    # What holds instead.
    "instead.leader": (
        "{leader} led {when}, with {amount}",
        "{when}位居第一的是{leader}，{metric}为{amount}",
    ),
    "instead.leader.rank": (
        "{leader} led {when}, with {amount}, and {who} ranked {ordinal}, with {own}",
        "{when}位居第一的是{leader}，{metric}为{amount}，{who}位列{ordinal}，为{own}",
    ),
    "instead.off.more": (
        "That is {pct} more than claimed",
        "实际比所称数字高{pct}",
    ),
    "instead.off.less": (
        "That is {pct} less than claimed",
        "实际比所称数字低{pct}",
    ),
    "instead.slip.large": (
        "The claim is {number} times too large, as if a unit had slipped",
        "所称数字是实际的{number}倍，可能是单位有误",
    ),
    "instead.slip.small": (
        "The claim is {number} times too small, as if a unit had slipped",
        "实际数字是所称的{number}倍，可能是单位有误",
    ),
    "instead.window": ("The figure is right for {period}", "该数字符合{period}的数据"),
    # What a claim that holds leaves to say.
    "exact.amount": ("the exact figure is {amount}", "准确数字为{amount}"),
    "exact.amount.share": (
        "the exact figure is {amount}, or {pct} of all {metric} on OpenRouter",
        "准确数字为{amount}，占OpenRouter全部{metric}的{pct}",
    ),
    "exact.of_all": (
        "that was {pct} of all {metric} on OpenRouter",
        "占OpenRouter全部{metric}的{pct}",
    ),
    "exact.share": ("the exact share is {pct}", "准确占比为{pct}"),
    "exact.share.amount": (
        "the exact share is {pct}, or {amount}",
        "准确占比为{pct}，对应的{metric}为{amount}",
    ),
    "exact.share.was": ("that was {amount}", "对应的{metric}为{amount}"),
    "exact.weeks": ("those weeks ran {span}", "这段时间为{span}"),
    "exact.week": ("that week was the one {span}", "这一周为{span}"),
    "exact.had": ("{had} {when}", "{when}，{had}"),
    "exact.had.percent": (
        "{had} {when}, {pct} more than the runner-up, {second}",
        "{when}，{had}，比第二名{second}高{pct}",
    ),
    "exact.had.times": (
        "{had} {when}, {multiple} as {many} as the runner-up, {second}",
        "{when}，{had}，是第二名{second}的{multiple}",
    ),
    "exact.name": ("it was {names}", "即{names}"),
    "exact.names": ("they were {names}", "分别是{names}"),
    "exact.led": ("{who} led {when}", "{who}于{when}登上榜首"),
    "exact.passed": (
        "{had} {when}, after {was} {before}",
        "{when}，{had}，{before}为{was}",
    ),
    "names.more": ("{number} more", "另外{number}个"),
    "same.last": ("in the last of those weeks", "其中最后一周"),
    "more.total": ("the total {when} was {amount}, {change}", "{when}总量为{amount}，{change}"),
    # The page around them.
    "page.title": ("{verdict}: “{sentence}”", "{verdict}：“{sentence}”"),
    "page.titles": ("“{sentence}”", "“{sentence}”"),
    "page.claim": ("**{verdict}.** {paragraph}", "**{verdict}**：{paragraph}"),
    "page.first": (
        "The sentence makes {number} claims. The pictures are about the first that is measured.",
        "这句话包含{number}个说法，图片展示其中第一个可以衡量的说法。",
    ),
    "page.pictures": ("Pictures", "图片"),
    "page.picture": ("Picture {number}", "图{number}"),
    "page.none": (
        "No chart can show this: its figures are not on record.",
        "没有图表可以展示这一说法：相关数据没有记录。",
    ),
    "page.weeks": (
        "The pictures show calendar weeks, Monday to Sunday; the claim is about {period}.",
        "图中按自然周（周一至周日）统计；该说法针对的是{period}。",
    ),
    "page.english": ("", "图内文字为英文。"),
    "page.counted": ("How it was counted", "统计口径"),
    "page.column.claim": ("Claim", "说法"),
    "page.column.how": ("Way of counting", "口径"),
    "page.column.holds": ("Verdict", "说法是否成立"),
    "page.column.found": ("The record", "记录显示"),
    "page.how.slug": ("each variant of a model by itself", "各个版本分开"),
    "page.how.model": ("the variants of a model together", "同一模型的免费与付费版本合并"),
    "page.how.family": ("all dated versions of a model together", "同一模型的各个日期版本合并"),
    "page.how.nine": ("the {number} largest models", "用量最大的{number}个模型"),
    "page.how.all": ("all the models that OpenRouter names", "OpenRouter列出的全部模型"),
    "page.how.any": ("Any way of counting", "任何口径"),
    "page.how.one": ("as published", "按公布数据"),
    "page.notes": ("Notes", "备注（英文）"),
    "page.citation": ("Citation", "引用"),
    "page.files": ("Files", "文件"),
    "page.file.picture": ("picture {number}, to print and to edit", "图{number}，可直接刊用或编辑"),
    "page.file.long": (
        "its data, a row for each week and name, as in the record",
        "图中数据，每周每个名称一行，与记录一致",
    ),
    "page.file.wide": (
        "the same for a graphics desk, a row a week and a column a name: {unit}",
        "供制图使用的同一数据，每周一行、每个名称一列：{unit}",
    ),
    "page.file.verdict": ("the verdict with all its evidence", "判定结果及全部证据"),
    "page.file.citation": ("what to cite", "引用信息"),
    "unit.of.share": ("shares of the whole, 0 to 1", "占总量的份额（0至1）"),
    "unit.of.rank": ("ranks", "排名"),
    "unit.of.tokens": ("tokens", "Token数"),
    "unit.of.calls": ("calls", "调用次数"),
    "unit.of.spend": ("US dollars", "美元"),
    "unit.of.several": (
        "tokens, calls or US dollars, by the measure",
        "按指标为Token数、调用次数或美元",
    ),
    "caption": ("{title}.", "{kind}（{by}，{span}）。{names}"),
    "caption.names": ("", "突出显示：{names}。"),
    "alt": ("{kind}: {title}.", "{kind}（{by}，{span}）。{names}{found}"),
    "chart.amounts": ("", "柱状图：每周用量"),
    "chart.bump": ("", "折线图：每周前十名的排名变化"),
    "chart.reigns": ("", "条形图：各周用量第一的模型及其连续周数"),
    "chart.share-lines": ("", "折线图：每周份额"),
    "chart.stack": ("", "堆积图：每周份额构成"),
    "chart.three-measures": ("", "条形图：同一周按Token、调用次数和花费的排名"),
    "chart.versus": ("", "折线图与柱状图：双方的每周份额及其比值"),
    # The source.
    "source": (
        "Source: OpenRouter (openrouter.ai/{page}), as of {day}, licensed under CC BY 4.0.",
        "来源：OpenRouter（openrouter.ai/{page}），数据截至{day}，以CC BY 4.0许可发布。",
    ),
    "source.none": (
        "Source: OpenRouter (openrouter.ai/{page}), as of {day}, in part without a stated licence.",
        "来源：OpenRouter（openrouter.ai/{page}），数据截至{day}；部分数据所在页面未注明许可。",
    ),
}
"""Phrases by their key: English, Chinese."""

COUNTRIES: dict[str, tuple[str, str]] = {
    "AE": ("Emirati", "阿联酋"),
    "CA": ("Canadian", "加拿大"),
    "CH": ("Swiss", "瑞士"),
    "CN": ("Chinese", "中国"),
    "DE": ("German", "德国"),
    "FR": ("French", "法国"),
    "GB": ("British", "英国"),
    "IL": ("Israeli", "以色列"),
    "IN": ("Indian", "印度"),
    "JP": ("Japanese", "日本"),
    "KR": ("South Korean", "韩国"),
    "US": ("American", "美国"),
}
"""What models of a country are called."""
