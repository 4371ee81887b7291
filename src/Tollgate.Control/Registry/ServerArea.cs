using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tollgate.Control.Http;
using Tollgate.Control.Store;
using Tollgate.Faults;

namespace Tollgate.Control.Registry;

/// <summary><c>/api/servers</c>: providers; and <c>/v1/admin/providers</c>, where they register themselves.</summary>
internal sealed class ServerArea
{
    private const string Path = "/api/servers";
    private const string OnePath = "/api/servers/{id}";
    private const string AdminPath = "/v1/admin/providers";
    private const string OneAdminPath = "/v1/admin/providers/{id}";

    private readonly ProviderRegistry _registry;

    private ServerArea(ProviderRegistry registry) => _registry = registry;

    public static void Map(RouteGroupBuilder group, ProviderRegistry registry)
    {
        var area = new ServerArea(registry);
        group.MapApi("GET", Path, RegistryOperations.List, area.ListAsync);
        group.MapApi("POST", Path, RegistryOperations.Create, StoreAnswers.Guard(context => area.CreateAsync(context, status: 201)));
        group.MapApi("GET", OnePath, RegistryOperations.Get, area.GetAsync);
        group.MapApi("PATCH", OnePath, RegistryOperations.Edit, StoreAnswers.Guard(context => area.EditAsync(context, replaces: false)));
        group.MapApi("PUT", OnePath, RegistryOperations.Replace, StoreAnswers.Guard(context => area.EditAsync(context, replaces: true)));
        group.MapApi("DELETE", OnePath, RegistryOperations.Delete, StoreAnswers.Guard(area.DeleteAsync));
        group.MapApi("POST", OnePath + "/test", RegistryOperations.Test, area.TestAsync);
        group.MapApi("POST", OnePath + "/discover", RegistryOperations.Discover, StoreAnswers.Guard(area.DiscoverAsync));
        group.MapApi("GET", AdminPath, RegistryOperations.ListRegistered, area.ListAsync);
        group.MapApi("POST", AdminPath, RegistryOperations.Register, StoreAnswers.Guard(context => area.CreateAsync(context, status: 200)));
        group.MapApi("GET", OneAdminPath, RegistryOperations.GetRegistered, area.GetAsync);
        group.MapApi("DELETE", OneAdminPath, RegistryOperations.DeleteRegistered, StoreAnswers.Guard(area.DeleteAsync));
        group.MapApi("POST", OneAdminPath + "/heartbeat", RegistryOperations.Heartbeat with { Own = area.Itself }, area.HeartbeatAsync);
    }

    private Task<IResult> ListAsync(HttpContext context)
    {
        var text = new QueryText(context.Request.Query);
        var model = text.Text("model");
        return Task.FromResult(text.Refusal ?? Answers.Json(new ServerPageBody(_registry.Views.Servers(model)), RegistryJson.Default.ServerPageBody));
    }

    private async Task<IResult> CreateAsync(HttpContext context, int status)
    {
        if (RegistryRequest.ChangeOf(context, out var refusal) is not { } change)
        {
            return refusal!;
        }

        var given = await JsonBody.ReadAsync(context, RegistryJson.Default.JsonObject);
        return given.Ok
            ? Answer(context, await _registry.Service.CreateAsync(RegistryKind.Provider, given.Value, change, context.RequestAborted), change, status)
            : given.Refusal;
    }

    private Task<IResult> GetAsync(HttpContext context)
    {
        var id = RegistryRequest.IdOf(context) ?? "";
        if (_registry.Service.Find(RegistryKind.Provider, id) is { } entry)
        {
            RegistryRequest.Tag(context, entry.Stored.Revision);
            return Task.FromResult(Answers.Json(_registry.Views.View(entry), RegistryJson.Default.ServerBody));
        }

        return Task.FromResult(_registry.Views.FindInFile(id) is { } named
            ? Answers.Json(_registry.Views.View(named), RegistryJson.Default.ServerBody)
            : Answers.NotFound);
    }

    private async Task<IResult> EditAsync(HttpContext context, bool replaces)
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
        return _registry.Views.FindInFile(id) is not null
            ? RegistryRequest.ReadOnly(_registry.Sources.Origin)
            : Answer(context, await _registry.Service.EditAsync(RegistryKind.Provider, id, given.Value, change, context.RequestAborted), change, 200);
    }

    private async Task<IResult> DeleteAsync(HttpContext context)
    {
        if (RegistryRequest.ChangeOf(context, out var refusal) is not { } change)
        {
            return refusal!;
        }

        var id = RegistryRequest.IdOf(context) ?? "";
        if (_registry.Views.FindInFile(id) is not null)
        {
            return RegistryRequest.ReadOnly(_registry.Sources.Origin);
        }

        var result = await _registry.Service.DeleteAsync(RegistryKind.Provider, id, change, context.RequestAborted);
        return result.Outcome == RegistryOutcome.Done ? Answers.NoContent : RegistryRequest.Refused(result);
    }

    private async Task<IResult> TestAsync(HttpContext context)
    {
        var model = default(string);
        if (context.Request.ContentLength is not (null or 0) || context.Request.Headers.TransferEncoding.Count > 0)
        {
            var body = await JsonBody.ReadAsync(context, RegistryJson.Default.ServerTestDraft);
            if (!body.Ok)
            {
                return body.Refusal;
            }

            model = body.Value.Model;
        }

        if (_registry.FindProvider(RegistryRequest.IdOf(context) ?? "") is not { } provider)
        {
            return Answers.NotFound;
        }

        return Answers.Json(await _registry.TryAsync(provider, model, context.RequestAborted), RegistryJson.Default.ServerTestBody);
    }

    private async Task<IResult> DiscoverAsync(HttpContext context)
    {
        var applies = RegistryRequest.FlagOf(context, "apply", out var refusal);
        var id = RegistryRequest.IdOf(context) ?? "";
        if (refusal is not null || _registry.FindProvider(id) is not { } provider)
        {
            return refusal ?? Answers.NotFound;
        }

        var entry = _registry.Service.Find(RegistryKind.Provider, id);
        if (applies && entry is null)
        {
            return RegistryRequest.ReadOnly(_registry.Sources.Origin);
        }

        var (found, problem) = await _registry.Discovery.AskAsync(provider, context.RequestAborted);
        if (found is null)
        {
            return Answers.Fault(new GatewayFault(FaultCode.UpstreamError, $"The provider gave no list of models: {problem}."));
        }

        if (applies && entry is not null && found.Added.Count + found.Gone.Count > 0)
        {
            var result = await _registry.Discovery.ApplyAsync(entry, found, StoreAnswers.Actor(context), context.RequestAborted);
            if (result.Outcome != RegistryOutcome.Done)
            {
                return RegistryRequest.Refused(result);
            }
        }

        return Answers.Json(found with { Applied = applies }, RegistryJson.Default.DiscoveryBody);
    }

    private Task<IResult> HeartbeatAsync(HttpContext context)
    {
        if (_registry.Service.Find(RegistryKind.Provider, RegistryRequest.IdOf(context) ?? "") is not { } entry)
        {
            return Task.FromResult(Answers.NotFound);
        }

        _registry.Heartbeats.Beat(entry);
        var body = new HeartbeatAnswer(entry.Id, _registry.Heartbeats.Look(entry.Id).At!.Value, (int)entry.Settings.HeartbeatEvery.TotalSeconds);
        return Task.FromResult(Answers.Json(body, RegistryJson.Default.HeartbeatAnswer));
    }

    /// <summary>The provider that the path names, if the request proves with its token to be it.</summary>
    private AdminCaller? Itself(HttpContext context)
    {
        var presented = context.Request.Headers.Authorization.ToString();
        var token = presented.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? presented["Bearer ".Length..].Trim() : "";
        return token.StartsWith(HeartbeatToken.Prefix, StringComparison.Ordinal)
            && _registry.Service.Find(RegistryKind.Provider, RegistryRequest.IdOf(context) ?? "") is { } entry
            && HeartbeatToken.Matches(token, entry.Stored.TokenHash)
            ? new AdminCaller("provider:" + entry.Id)
            : null;
    }

    private IResult Answer(HttpContext context, RegistryResult result, RegistryChange change, int status)
    {
        if (result.Outcome != RegistryOutcome.Done)
        {
            return RegistryRequest.Refused(result);
        }

        if (change.IsDryRun)
        {
            return Answers.Json(_registry.Views.View(result.Entry!, isDraft: true), RegistryJson.Default.ServerBody);
        }

        RegistryRequest.Tag(context, result.Entry!.Stored.Revision);
        return Answers.Json(_registry.Views.View(result.Entry, result.Token), RegistryJson.Default.ServerBody, status);
    }
}
