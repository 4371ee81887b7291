using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Streaming.Live;
using Xunit;

namespace Tollgate.Tests.Streaming.Live;

/// <summary>The model in the first message of a Live session.</summary>
public sealed class SetupModelTests
{
    [Theory]
    [InlineData("""{"setup":{"model":"models/m"}}""", "\"models/m\"")]
    [InlineData(""" { "setup" : { "tools":[{"model":"x"}], "model" : "m" , "generationConfig":{"model":"y"} } } """, "\"m\"")]
    [InlineData("""{"set\u0075p":{"m\u006fdel":"m\u006fdels\/m"}}""", "\"m\\u006fdels\\/m\"")]
    public void It_is_found(string text, string model)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        SetupModel.Find(bytes, out var range).ShouldBeNull();
        Encoding.UTF8.GetString(range.Of(bytes)).ShouldBe(model);
    }

    [Theory]
    [InlineData("", "no JSON object")]
    [InlineData("[]", "no JSON object")]
    [InlineData("""{"setup":{"model":"m"}""", "no JSON object")]
    [InlineData("""{"setup":{"model":"m"}} x""", "no JSON object")]
    [InlineData("{}", "must be the session's setup")]
    [InlineData("""{"clientContent":{}}""", "must be the session's setup")]
    [InlineData("""{"setup":null}""", "must be the session's setup")]
    [InlineData("""{"setup":{}}""", "must name a model")]
    [InlineData("""{"setup":{"model":7}}""", "must name a model")]
    [InlineData("""{"setup":{"model":""}}""", "must name a model")]
    [InlineData("""{"setup":{"model":"a","m\u006fdel":"b"}}""", "given twice")]
    [InlineData("""{"setup":{"model":"a"},"setup":{"model":"b"}}""", "has a setup twice")]
    public void What_is_wrong_is_said(string text, string words) => SetupModel.Find(Encoding.UTF8.GetBytes(text), out _).ShouldNotBeNull().ShouldContain(words);

    [Fact]
    public void Any_bytes_are_read_without_a_fault() => Prop.ForAll<byte[]>(bytes =>
    {
        SetupModel.Find(bytes, out _);
        SetupModel.Find([.. "{\"setup\":{\"model\":\""u8, .. bytes, .. "\"}}"u8], out _);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("models/m", "m")]
    [InlineData("m", "m")]
    [InlineData("org/m", "org/m")]
    [InlineData("models/org/m", "org/m")]
    [InlineData("tunedModels/m", "tunedModels/m")]
    [InlineData("publishers/google/models/m", "m")]
    [InlineData("projects/p/locations/l/publishers/google/models/m", "m")]
    [InlineData("projects/p/locations/l/endpoints/7", "projects/p/locations/l/endpoints/7")]
    public void Its_name_is_what_is_behind_Googles_own_words(string full, string bare) =>
        Encoding.ASCII.GetString(LiveModelName.Bare(Encoding.ASCII.GetBytes(full))).ShouldBe(bare);
}
