using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tollgate.Control.Http;
using Tollgate.Control.Store;
using Tollgate.Faults;

namespace Tollgate.Control.Keys;

/// <summary><c>/api/keys</c>: stored keys.</summary>
internal sealed class KeyArea
{
    private const string Path = "/api/keys";
    private const string OnePath = "/api/keys/{id}";
    private const int MaxIdLength = 64;

    private readonly KeyService _keys;
    private readonly TimeProvider _time;

    private KeyArea(KeyService keys, TimeProvider time)
    {
        _keys = keys;
        _time = time;
    }

    public static void Map(RouteGroupBuilder group, KeyService keys, TimeProvider time)
    {
        var area = new KeyArea(keys, time);
        group.MapApi("GET", Path, KeyOperations.List, StoreAnswers.Guard(area.ListAsync));
        group.MapApi("POST", Path, KeyOperations.Create, StoreAnswers.Guard(area.CreateAsync));
        group.MapApi("GET", OnePath, KeyOperations.Get, StoreAnswers.Guard(area.GetAsync));
        group.MapApi("PATCH", OnePath, KeyOperations.Edit, StoreAnswers.Guard(area.EditAsync));
        group.MapApi("DELETE", OnePath, KeyOperations.Revoke, StoreAnswers.Guard(area.RevokeAsync));
        group.MapApi("POST", OnePath + "/rotate", KeyOperations.Rotate, StoreAnswers.Guard(area.RotateAsync));
    }

    private async Task<IResult> ListAsync(HttpContext context)
    {
        var text = new QueryText(context.Request.Query);
        var now = _time.GetUtcNow();
        var query = new KeyQuery
        {
            AfterId = text.Text("after") ?? "",
            Limit = (int)text.Number("limit", 100, 1, KeyQuery.MaxLimit),
            Org = text.Text("org"),
            Team = text.Text("team"),
            User = text.Text("user"),
            Name = text.Text("name"),
            Status = text.Word<KeyStatus>("status"),
            Now = now,
        };
        if (text.Refusal is { } refusal)
        {
            return refusal;
        }

        var keys = await _keys.ListAsync(query, context.RequestAborted);
        var next = keys.Count == query.Limit ? keys[^1].Id : null;
        return Answers.Json(new KeyPageBody([.. keys.Select(key => KeyBody.Of(key, now))], next), KeyJson.Default.KeyPageBody);
    }

    private async Task<IResult> CreateAsync(HttpContext context)
    {
        var draft = await JsonBody.ReadAsync(context, KeyJson.Default.KeyDraft);
        return draft.Ok
            ? Answer(await _keys.CreateAsync(draft.Value, StoreAnswers.Actor(context), context.RequestAborted), status: 201)
            : draft.Refusal;
    }

    private async Task<IResult> GetAsync(HttpContext context) =>
        IdOf(context) is { } id && await _keys.FindAsync(id, context.RequestAborted) is { } key
            ? Answers.Json(KeyBody.Of(key, _time.GetUtcNow()), KeyJson.Default.KeyBody)
            : Answers.NotFound;

    private async Task<IResult> EditAsync(HttpContext context)
    {
        var edit = await JsonBody.ReadAsync(context, KeyJson.Default.KeyEdit);
        if (!edit.Ok)
        {
            return edit.Refusal;
        }

        return IdOf(context) is { } id
            ? Answer(await _keys.EditAsync(id, edit.Value, StoreAnswers.Actor(context), context.RequestAborted))
            : Answers.NotFound;
    }

    private async Task<IResult> RevokeAsync(HttpContext context)
    {
        if (IdOf(context) is not { } id)
        {
            return Answers.NotFound;
        }

        var result = await _keys.RevokeAsync(id, StoreAnswers.Actor(context), context.RequestAborted);
        return result.Outcome == KeyOutcome.Done ? Answers.NoContent : Answer(result);
    }

    private async Task<IResult> RotateAsync(HttpContext context)
    {
        // A body is not asked for: without one the secret so far ends at once.
        var overlap = 0L;
        if (context.Request.ContentLength is not (null or 0) || context.Request.Headers.TransferEncoding.Count > 0)
        {
            var body = await JsonBody.ReadAsync(context, KeyJson.Default.KeyRotationBody);
            if (!body.Ok)
            {
                return body.Refusal;
            }

            overlap = body.Value.OverlapSeconds;
        }

        if (overlap < 0 || overlap > (long)KeyLimits.MaxOverlap.TotalSeconds)
        {
            return Answers.Invalid("overlap_seconds", $"overlap_seconds must be 0 to {(long)KeyLimits.MaxOverlap.TotalSeconds}.");
        }

        return IdOf(context) is { } id
            ? Answer(await _keys.RotateAsync(id, TimeSpan.FromSeconds(overlap), StoreAnswers.Actor(context), context.RequestAborted))
            : Answers.NotFound;
    }

    private IResult Answer(KeyResult result, int status = 200) => result.Outcome switch
    {
        KeyOutcome.Done => Answers.Json(KeyBody.Of(result.Key!, _time.GetUtcNow(), result.Secret), KeyJson.Default.KeyBody, status),
        KeyOutcome.NotFound => Answers.NotFound,
        KeyOutcome.Invalid => Answers.Invalid(result.Field, result.Message),
        _ => Answers.Fault(new GatewayFault(FaultCode.Conflict, result.Message, result.Field)),
    };

    private static string? IdOf(HttpContext context) =>
        context.Request.RouteValues["id"] is string { Length: > 0 and <= MaxIdLength } id ? id : null;
}
