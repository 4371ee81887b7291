using System.Buffers.Text;
using System.Text;

namespace Tollgate.Surfaces.Models;

/// <summary>A part of a list of models, as Anthropic's and Google's clients ask for it.</summary>
/// <param name="Cards">The models in it.</param>
/// <param name="HasMore">There are more in the direction that was asked for.</param>
internal sealed record ModelPage(IReadOnlyList<ModelCard> Cards, bool HasMore)
{
    /// <summary>Models on a page at most: both vendors' figure.</summary>
    private const int Most = 1000;

    /// <summary>Anthropic's default.</summary>
    private const int AnthropicUsual = 20;

    /// <summary>Google's default.</summary>
    private const int GoogleUsual = 50;

    /// <summary>The page that Anthropic's <c>limit</c>, <c>after_id</c> and <c>before_id</c> ask for; null where one of them makes no sense, which <paramref name="wrong"/> names.</summary>
    public static ModelPage? OfAnthropic(IReadOnlyList<ModelCard> all, ModelQuery query, out string? wrong)
    {
        wrong = null;
        var limit = Number(query.Limit, AnthropicUsual);
        if (limit is < 1 or > Most)
        {
            wrong = "limit";
            return null;
        }

        var from = 0;
        var to = all.Count;
        if (query.AfterId is { } after && (from = IndexOf(all, after) + 1) == 0)
        {
            wrong = "after_id";
            return null;
        }

        if (query.BeforeId is { } before && (to = IndexOf(all, before)) < 0)
        {
            wrong = "before_id";
            return null;
        }

        var length = Math.Max(0, Math.Min(limit, to - from));
        var start = query.BeforeId is null ? from : to - length;
        return new ModelPage([.. all.Skip(start).Take(length)], to - from > length);
    }

    /// <summary>The page that Google's <c>pageSize</c> and <c>pageToken</c> ask for; null as above.</summary>
    public static ModelPage? OfGoogle(IReadOnlyList<ModelCard> all, ModelQuery query, out string? wrong)
    {
        wrong = null;
        var size = Number(query.PageSize, GoogleUsual);
        if (size < 0)
        {
            wrong = "pageSize";
            return null;
        }

        var from = 0;
        if (!string.IsNullOrEmpty(query.PageToken) && (from = After(all, query.PageToken)) == 0)
        {
            wrong = "pageToken";
            return null;
        }

        size = size == 0 ? GoogleUsual : Math.Min(size, Most);
        return new ModelPage([.. all.Skip(from).Take(size)], all.Count - from > size);
    }

    /// <summary>The token that leads to Google's next page: the last name on this one.</summary>
    public string NextToken => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Cards[^1].Name));

    private static int After(IReadOnlyList<ModelCard> all, string token) =>
        Base64Url.IsValid(token) ? IndexOf(all, Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token))) + 1 : 0;

    private static int IndexOf(IReadOnlyList<ModelCard> all, string name)
    {
        for (var i = 0; i < all.Count; i++)
        {
            if (string.Equals(all[i].Name, name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    private static int Number(string? text, int usual) =>
        string.IsNullOrEmpty(text) ? usual : int.TryParse(text, System.Globalization.NumberStyles.None, null, out var number) ? number : -1;
}
