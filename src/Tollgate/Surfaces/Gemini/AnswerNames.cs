using Tollgate.Exchange;

namespace Tollgate.Surfaces.Gemini;

/// <summary>Writes which model answered and what the answer is called.</summary>
internal static class AnswerNames
{
    public static void Write(JsonString id, AnswerContext context)
    {
        var json = context.Out;
        json.Name("modelVersion"u8);
        json.String(context.Model);
        json.Name("responseId"u8);
        if (id.IsEmpty)
        {
            json.Ascii(context.RequestId.Span);
        }
        else
        {
            json.String(id);
        }
    }
}
