using System.Text.RegularExpressions;
using Shouldly;
using Tollgate.Recording.Capture;
using Xunit;

namespace Tollgate.Tests.Recording.Capture;

public sealed class RedactorTests
{
    private readonly Redactor _all = new(RedactionRules.Names);

    [Theory]
    [InlineData("write to jane.doe+x@mail.example.co.uk, please", "write to [redacted:email], please")]
    [InlineData("用户张三@例子.公司 你好", "[redacted:email] 你好")]
    [InlineData("sk-proj-abcdefgh12345678", "[redacted:api_key]")]
    [InlineData("key=sk-ant-api03-AbC_dEf-123 and AIzaSyA1234567890abcdefg", "key=[redacted:api_key] and [redacted:api_key]")]
    [InlineData("ghp_0123456789abcdefghij xoxb-123456789-abc AKIAIOSFODNN7EXAMPLE", "[redacted:api_key] [redacted:api_key] [redacted:api_key]")]
    [InlineData("Authorization: BEARER abc.def-ghi_123==", "Authorization: [redacted:bearer]")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_", "[redacted:jwt]")]
    [InlineData("4111 1111 1111 1111", "[redacted:credit_card]")]
    [InlineData("nothing here at all, risk-assessment, task-force-one", "nothing here at all, risk-assessment, task-force-one")]
    public void Each_rule_takes_out_what_it_names(string text, string kept) => _all.Redact(text).ShouldBe(kept);

    [Fact]
    public void What_two_rules_find_is_taken_out_once_and_whole() =>
        _all.Redact("Bearer sk-abcdefgh12345678@example.com rest").ShouldBe("[redacted:bearer] rest");

    [Fact]
    public void An_expression_of_the_operators_own_is_a_rule_too()
    {
        new Redactor([@"EMP-\d{6}"]).Redact("employee EMP-123456, a@b.example").ShouldBe("employee [redacted:custom], a@b.example");
        new Redactor(["(?<=pin )[0-9]{4}"]).Redact("pin 1234").ShouldBe("pin [redacted:custom]");
        RedactionRules.TryMake("(").ShouldBeNull();
        RedactionRules.TryMake(" ").ShouldBeNull();
    }

    [Fact]
    public void Without_rules_nothing_is_taken_out() => new Redactor([]).Redact("a@b.example").ShouldBe("a@b.example");

    [Fact]
    public void A_text_that_cannot_be_searched_in_time_is_not_kept() =>
        new Redactor(["(?=x)x|^(a+)+$"]).Redact(new string('a', 40) + "!").ShouldBe("[redacted:timeout]");

    [Fact]
    public void Expressions_run_in_time_proportional_to_the_text_where_that_is_possible()
    {
        foreach (var rule in RedactionRules.Names.Append("(a+)+$").Select(RedactionRules.TryMake).Where(rule => rule!.Pattern is not null))
        {
            rule!.Pattern!.Options.HasFlag(RegexOptions.NonBacktracking).ShouldBeTrue(rule.Name);
        }
    }

    /// <summary>The regular expressions of .NET 10.0 lose a match there when they have a time limit.</summary>
    [Fact]
    public void A_secret_is_found_wherever_it_stands_in_a_long_text()
    {
        for (var before = 99_970; before < 100_010; before++)
        {
            var kept = _all.Redact(new string(' ', before) + "jane@mail.example sk-abcdefgh12345678");
            kept[before..].ShouldBe("[redacted:email] [redacted:api_key]");
        }
    }

    [Fact]
    public void Hostile_texts_are_searched_to_their_end()
    {
        foreach (var piece in new[] { "a", "a@", "a.", "1", "4 ", "sk-", "eyJ", "Bearer ", "%", "@." })
        {
            var kept = _all.Redact(string.Concat(Enumerable.Repeat(piece, 100_000 / piece.Length)) + " jane@mail.example");
            kept.EndsWith("[redacted:email]", StringComparison.Ordinal).ShouldBeTrue(piece);
        }
    }
}
