using System.Text;
using Shouldly;
using Tollgate.Forwarding;
using Tollgate.Loops;
using Tollgate.Upstreams.Bedrock;
using Xunit;

namespace Tollgate.Tests.Upstreams.Bedrock;

/// <summary>Against Amazon's published test vectors, and against what its own Python library signs for paths of Bedrock.</summary>
public sealed class AmazonSignatureTests
{
    private const string KeyId = "AKIDEXAMPLE";
    private const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private const long VectorTime = 1_440_938_160; // 20150830T123600Z
    private const string VectorToken =
        "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8"
        + "phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJab"
        + "IQwj2ICCR/oLxBA==";

    [Theory]
    [InlineData("GET", "/", null, "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")] // get-vanilla
    [InlineData("POST", "/", null, "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")] // post-vanilla
    [InlineData("GET", "/?Param1=value1", null, "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb")] // get-vanilla-empty-query-key
    [InlineData("GET", "/?Param2=value2&Param1=value1", null, "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")] // …-query-order-key-case
    [InlineData("GET", "/?Param1=value2&Param1=Value1", null, "eedbc4e291e521cf13422ffca22be7d2eb8146eecf653089df300a15b2382bd1")] // …-query-order-value
    [InlineData("GET", "/\u1234", null, "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85")] // get-utf8
    [InlineData("POST", "/", VectorToken, "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead")] // post-sts-header-before
    public void It_signs_as_the_published_vectors_do(string method, string target, string? token, string signature)
    {
        var lines = Sign(new AmazonSignature(KeyId, Secret, token, "us-east-1", "service"), method, target, "example.amazonaws.com", "", VectorTime);
        lines.ShouldBe(
            "x-amz-date: 20150830T123600Z\r\n" + (token is null ? "" : $"x-amz-security-token: {token}\r\n")
            + $"authorization: AWS4-HMAC-SHA256 Credential={KeyId}/20150830/us-east-1/service/aws4_request, "
            + $"SignedHeaders=host;x-amz-date{(token is null ? "" : ";x-amz-security-token")}, Signature={signature}\r\n");
    }

    [Theory]
    [InlineData(
        "eu-central-1", "/model/eu.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse-stream", "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Grüße\"}]}]}", null,
        "cd0a83e956ec3caafb8567c0a47de78a949595ebb19ac91cbbe8277c631a0ddb")]
    [InlineData(
        "us-east-1", "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fp1/converse", "{}", "IQoJb3JpZ2luX2VjEXAMPLE==",
        "48310b7d9d32ab6a27b31fc9022adf354c0fd8d2fa3a446e4b0c8538ce240d1d")]
    public void It_signs_encoded_paths_and_bodies_as_Amazons_own_library_does(string region, string target, string body, string? token, string signature)
    {
        var time = new DateTimeOffset(2026, 11, 21, 17, 30, 5, TimeSpan.Zero).ToUnixTimeSeconds();
        Sign(new AmazonSignature(KeyId, Secret, token, region, "bedrock"), "POST", target, $"bedrock-runtime.{region}.amazonaws.com", body, time)
            .ShouldEndWith($"Signature={signature}\r\n");
    }

    [Fact]
    public void The_key_of_a_day_serves_that_day_only()
    {
        var signer = new AmazonSignature(KeyId, Secret, null, "us-east-1", "service");
        Sign(signer, "GET", "/", "example.amazonaws.com", "", VectorTime + 86_400).ShouldContain("/20150831/");
        Sign(signer, "GET", "/", "example.amazonaws.com", "", VectorTime).ShouldContain("5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
    }

    [Fact]
    public void Signing_again_allocates_nothing()
    {
        var signer = new AmazonSignature(KeyId, Secret, null, "us-east-1", "bedrock");
        var bytes = new BufferPool().RentSend(4096);
        Measure(10);
        Measure(100).ShouldBe(0);

        long Measure(int times)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < times; i++)
            {
                bytes.Clear();
                signer.Write(bytes, Request("POST"u8, "/model/m%3A0/converse"u8, "h"u8, "{}"u8, VectorTime));
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static string Sign(AmazonSignature signer, string method, string target, string host, string body, long time)
    {
        var bytes = new BufferPool().RentSend(16);
        signer.Write(bytes, Request(Encoding.ASCII.GetBytes(method), Encoding.UTF8.GetBytes(target), Encoding.ASCII.GetBytes(host), Encoding.UTF8.GetBytes(body), time));
        return Encoding.ASCII.GetString(bytes.Span);
    }

    private static SignedRequest Request(ReadOnlySpan<byte> method, ReadOnlySpan<byte> target, ReadOnlySpan<byte> host, ReadOnlySpan<byte> body, long time) =>
        new() { Method = method, Target = target, Host = host, Body = body, UnixSeconds = time };
}
