namespace Tollgate.Surfaces.OpenAi;

/// <summary>What an item of a response is.</summary>
internal enum ResponsesItemKind : byte
{
    /// <summary>A message with one part of text.</summary>
    Text,

    /// <summary>A message with one part, a refusal.</summary>
    Refusal,

    /// <summary>Thoughts, the provider's note of them, or both.</summary>
    Reasoning,

    /// <summary>A call of a function.</summary>
    Call,

    /// <summary>A call of a custom tool, whose input is free text.</summary>
    CustomCall,

    /// <summary>A search of the web.</summary>
    Search,

    /// <summary>A picture.</summary>
    Picture,
}
