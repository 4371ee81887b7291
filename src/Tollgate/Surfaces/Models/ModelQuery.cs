using System.Text;
using Tollgate.Http1;

namespace Tollgate.Surfaces.Models;

/// <summary>Which part of a list is wanted, as the query says; null for what it does not say.</summary>
internal sealed record ModelQuery
{
    public string? Limit { get; private set; }

    public string? AfterId { get; private set; }

    public string? BeforeId { get; private set; }

    public string? PageSize { get; private set; }

    public string? PageToken { get; private set; }

    public static ModelQuery Of(ReadOnlySpan<byte> query)
    {
        var wanted = new ModelQuery();
        foreach (var part in QueryParts.Of(query))
        {
            var value = Uri.UnescapeDataString(Encoding.UTF8.GetString(part.Value));
            switch (part.Name)
            {
                case var name when name.SequenceEqual("limit"u8):
                    wanted.Limit = value;
                    break;
                case var name when name.SequenceEqual("after_id"u8):
                    wanted.AfterId = value;
                    break;
                case var name when name.SequenceEqual("before_id"u8):
                    wanted.BeforeId = value;
                    break;
                case var name when name.SequenceEqual("pageSize"u8) || name.SequenceEqual("page_size"u8):
                    wanted.PageSize = value;
                    break;
                case var name when name.SequenceEqual("pageToken"u8) || name.SequenceEqual("page_token"u8):
                    wanted.PageToken = value;
                    break;
                default:
                    break;
            }
        }

        return wanted;
    }
}
