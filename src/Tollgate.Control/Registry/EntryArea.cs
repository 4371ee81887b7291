using Microsoft.AspNetCore.Http;
using Tollgate.Control.Http;

namespace Tollgate.Control.Registry;

/// <summary>What can be done with an entry of any kind: make, read, change, delete it. What the file names is read-only here.</summary>
internal abstract class EntryArea(ProviderRegistry registry, RegistryKind kind)
{
    protected ProviderRegistry Registry => registry;

    protected async Task<IResult> CreateAsync(HttpContext context, int status)
    {
        if (RegistryRequest.ChangeOf(context, out var refusal) is not { } change)
        {
            return refusal!;
        }

        var given = await JsonBody.ReadAsync(context, RegistryJson.Default.JsonObject);
        return given.Ok
            ? Answer(context, await registry.Service.CreateAsync(kind, given.Value, change, context.RequestAborted), change, status)
            : given.Refusal;
    }

    protected Task<IResult> GetAsync(HttpContext context)
    {
        var id = RegistryRequest.IdOf(context) ?? "";
        if (registry.Service.Find(kind, id) is { } entry)
        {
            RegistryRequest.Tag(context, entry.Stored.Revision);
            return Task.FromResult(Show(entry, token: null, isDraft: false, status: 200));
        }

        return Task.FromResult(ShowNamed(id) ?? Answers.NotFound);
    }

    protected async Task<IResult> EditAsync(HttpContext context, bool replaces)
    {
        if (RegistryRequest.ChangeOf(context, out var refusal, replaces) is not { } change)
        {
            return refusal!;
        }

        var given = await JsonBody.ReadAsync(context, RegistryJson.Default.JsonObject);
        if (!given.Ok)
        {
            return given.Refusal;
        }

        var id = RegistryRequest.IdOf(context) ?? "";
        return IsNamed(id)
            ? RegistryRequest.ReadOnly(registry.Sources.Origin)
            : Answer(context, await registry.Service.EditAsync(kind, id, given.Value, change, context.RequestAborted), change, 200);
    }

    protected async Task<IResult> DeleteAsync(HttpContext context)
    {
        if (RegistryRequest.ChangeOf(context, out var refusal) is not { } change)
        {
            return refusal!;
        }

        var id = RegistryRequest.IdOf(context) ?? "";
        if (IsNamed(id))
        {
            return RegistryRequest.ReadOnly(registry.Sources.Origin);
        }

        var result = await registry.Service.DeleteAsync(kind, id, change, context.RequestAborted);
        return result.Outcome == RegistryOutcome.Done ? Answers.NoContent : RegistryRequest.Refused(result);
    }

    /// <summary>Whether the file names it.</summary>
    protected abstract bool IsNamed(string id);

    /// <summary>What the file names; null where it does not.</summary>
    protected abstract IResult? ShowNamed(string id);

    /// <summary>A stored entry, or the draft of one.</summary>
    protected abstract IResult Show(LoadedEntry entry, string? token, bool isDraft, int status);

    private IResult Answer(HttpContext context, RegistryResult result, RegistryChange change, int status)
    {
        if (result.Outcome != RegistryOutcome.Done)
        {
            return RegistryRequest.Refused(result);
        }

        if (change.IsDryRun)
        {
            return Show(result.Entry!, token: null, isDraft: true, status: 200);
        }

        RegistryRequest.Tag(context, result.Entry!.Stored.Revision);
        return Show(result.Entry, result.Token, isDraft: false, status);
    }
}
