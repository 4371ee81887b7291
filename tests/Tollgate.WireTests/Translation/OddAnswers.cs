using Tollgate.TestSupport.Grammar;

namespace Tollgate.WireTests.Translation;

/// <summary>Recorded answers whose numbers cannot be right in a dialect that has them add up.</summary>
internal static class OddAnswers
{
    public static bool Are(TestSupport.Recording recording, ClientDialect dialect) => (recording.Id, dialect) is
        ("gemini-openai-compat", ClientDialect.Completions or ClientDialect.Responses) // a total with thoughts, which its completion tokens leave out
        or ("openrouter-reasoning-stream", ClientDialect.Responses); // more reasoning than output
}
