using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Sdk;

/// <summary>Models of other vendors than the client's, on each engine.</summary>
public static class ForeignCases
{
    /// <summary>Models of Anthropic's and Google's.</summary>
    public static MatrixTheoryData<string, string> ForOpenAi() => new([.. Engines.All().Select(row => row.Data)], ["claude-demo", "gemini-demo"]);

    /// <summary>Models of OpenAI's and Google's.</summary>
    public static MatrixTheoryData<string, string> ForAnthropic() => new([.. Engines.All().Select(row => row.Data)], ["mock", "gemini-demo"]);

    /// <summary>Models of Google's and OpenAI's that think.</summary>
    public static MatrixTheoryData<string, string> Thinking() => new([.. Engines.All().Select(row => row.Data)], ["thinks-gemini", "thinks-openai"]);
}
