using System.Text.Json;

namespace Tollgate.Control.RequestLog;

/// <summary>Names of the closed lists in an explanation, as the API writes them: snake case. An unknown number, of a newer program, is itself.</summary>
internal static class ExplainNames
{
    public static string Of<T>(T value)
        where T : struct, Enum =>
        Names<T>.All.GetValueOrDefault(value) ?? value.ToString();

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> All =
            Enum.GetValues<T>().ToDictionary(each => each, each => JsonNamingPolicy.SnakeCaseLower.ConvertName(each.ToString()));
    }
}
