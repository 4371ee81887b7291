using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>A citation with its place in the text that it belongs to.</summary>
/// <param name="Citation">What is cited.</param>
/// <param name="Start">First character that leans on it.</param>
/// <param name="End">The one after the last.</param>
internal readonly record struct ResponsesAnnotation(Citation Citation, int Start, int End);
