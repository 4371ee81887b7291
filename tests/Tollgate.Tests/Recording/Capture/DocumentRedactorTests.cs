using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.Recording.Capture;
using Xunit;

namespace Tollgate.Tests.Recording.Capture;

public sealed class DocumentRedactorTests
{
    private readonly Redactor _all = new(RedactionRules.Names);

    [Theory]
    [InlineData("""{"a":"x\njane@mail.example\"y"}""", """{"a":"x\n[redacted:email]\"y"}""")]
    [InlineData("""{"a":"jane\u0040mail.example"}""", """{"a":"[redacted:email]"}""")]
    [InlineData("""{"jane@mail.example":[1,4111111111111111,"sk-abcdefgh1234"]}""", """{"[redacted:email]":[1,"[redacted:credit_card]","[redacted:api_key]"]}""")]
    [InlineData("""["plain", {"b" : null}]""", """["plain", {"b" : null}]""")]
    public void A_document_stays_one(string body, string kept)
    {
        Redact(body).ShouldBe(kept);
        using var parsed = JsonDocument.Parse(kept);
    }

    [Theory]
    [InlineData("mail jane@mail.example now", "mail [redacted:email] now")]
    [InlineData("{\"a\":\"jane@mail.example", "{\"a\":\"[redacted:email]")]
    [InlineData("{\"a\":\"\\njane\\u0040mail.example", "{\"a\":\"\n[redacted:email]")]
    [InlineData("{\"a\":\"ok\"} jane@mail.example", "{\"a\":\"ok\"} [redacted:email]")]
    [InlineData("", "")]
    public void What_is_no_document_is_redacted_as_text(string body, string kept) => Redact(body).ShouldBe(kept);

    [Fact]
    public void Bytes_that_are_no_text_are_counted_and_not_kept() =>
        DocumentRedactor.Redact(_all, [0xFF, 0xD8, 0xFF, 0xE0, 0x00], truncated: false).ShouldBe("[5 bytes that are not text]");

    [Theory]
    [InlineData("sk-abcdefghijklmnop1234", "sk")]
    [InlineData("jane.doe@mail.example", "jan")]
    [InlineData("4111 1111 1111 1111", "41")]
    [InlineData("Bearer abcdefghijklmnop", "ab")]
    public void Half_a_secret_at_the_cut_is_not_kept_wherever_the_cut_is(string secret, string beginning)
    {
        var body = "{\"messages\":[{\"role\":\"user\",\"content\":\"My secret is " + secret;
        for (var cut = body.Length - secret.Length + 2; cut <= body.Length; cut++)
        {
            var kept = DocumentRedactor.Redact(_all, Encoding.UTF8.GetBytes(body[..cut]), truncated: true);

            kept.ShouldStartWith("{\"messages\":");
            kept.ShouldNotContain(beginning, customMessage: body[..cut]);
        }
    }

    [Fact]
    public void A_character_cut_in_two_does_not_make_the_rest_unreadable()
    {
        var body = Encoding.UTF8.GetBytes("早上好 你好");
        for (var cut = 10; cut <= body.Length; cut++)
        {
            DocumentRedactor.Redact(_all, body.AsSpan(0, cut), truncated: true).ShouldStartWith("早上好");
        }
    }

    [Fact]
    public void No_bytes_break_it()
    {
        var random = new Random(6);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = Encoding.UTF8.GetBytes("""{"a":["jane@mail.example",{"b\u0041":4111111111111111}],"c":"\ud83d\ude00"}""");
            for (var n = random.Next(4); n > 0; n--) { bytes[random.Next(bytes.Length)] = (byte)random.Next(256); }
            DocumentRedactor.Redact(_all, bytes.AsSpan(0, random.Next(bytes.Length + 1)), random.Next(2) == 0).ShouldNotBeNull();
            StreamRedactor.Redact(_all, bytes, random.Next(2) == 0).ShouldNotBeNull();
        }
    }

    private string Redact(string body) => DocumentRedactor.Redact(_all, Encoding.UTF8.GetBytes(body), truncated: false);
}
