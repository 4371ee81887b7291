using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tollgate.Control.Http;
using Tollgate.Control.Store;
using Tollgate.Faults;

namespace Tollgate.Control.Registry;

/// <summary><c>/api/servers</c>: providers; and <c>/v1/admin/providers</c>, where they register themselves.</summary>
internal sealed class ServerArea(ProviderRegistry registry) : EntryArea(registry, RegistryKind.Provider)
{
    private const string Path = "/api/servers";
    private const string OnePath = "/api/servers/{id}";
    private const string AdminPath = "/v1/admin/providers";
    private const string OneAdminPath = "/v1/admin/providers/{id}";

    public static void Map(RouteGroupBuilder group, ProviderRegistry registry)
    {
        var area = new ServerArea(registry);
        var operations = RegistryOperations.All;
        group.MapApi("GET", Path, operations.List, area.ListAsync);
        group.MapApi("POST", Path, operations.Create, StoreAnswers.Guard(context => area.CreateAsync(context, status: 201)));
        group.MapApi("GET", OnePath, operations.Get, area.GetAsync);
        group.MapApi("PATCH", OnePath, operations.Edit, StoreAnswers.Guard(context => area.EditAsync(context, replaces: false)));
        group.MapApi("PUT", OnePath, operations.Replace, StoreAnswers.Guard(context => area.EditAsync(context, replaces: true)));
        group.MapApi("DELETE", OnePath, operations.Delete, StoreAnswers.Guard(area.DeleteAsync));
        group.MapApi("POST", OnePath + "/test", RegistryOperations.Test, area.TestAsync);
        group.MapApi("POST", OnePath + "/discover", RegistryOperations.Discover, StoreAnswers.Guard(area.DiscoverAsync));
        group.MapApi("GET", AdminPath, RegistryOperations.ListRegistered, area.ListAsync);
        group.MapApi("POST", AdminPath, RegistryOperations.Register, StoreAnswers.Guard(context => area.CreateAsync(context, status: 200)));
        group.MapApi("GET", OneAdminPath, RegistryOperations.GetRegistered, area.GetAsync);
        group.MapApi("DELETE", OneAdminPath, RegistryOperations.DeleteRegistered, StoreAnswers.Guard(area.DeleteAsync));
        group.MapApi("POST", OneAdminPath + "/heartbeat", RegistryOperations.Heartbeat with { Own = area.Itself }, area.HeartbeatAsync);
    }

    protected override bool IsNamed(string id) => Registry.Views.FindInFile(id) is not null;

    protected override IResult? ShowNamed(string id) =>
        Registry.Views.FindInFile(id) is { } named ? Answers.Json(Registry.Views.View(named), RegistryJson.Default.ServerBody) : null;

    protected override IResult Show(LoadedEntry entry, string? token, bool isDraft, int status) =>
        Answers.Json(Registry.Views.View(entry, token, isDraft), RegistryJson.Default.ServerBody, status);

    private Task<IResult> ListAsync(HttpContext context)
    {
        var text = new QueryText(context.Request.Query);
        var model = text.Text("model");
        return Task.FromResult(text.Refusal ?? Answers.Json(new ServerPageBody(Registry.Views.Servers(model)), RegistryJson.Default.ServerPageBody));
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

        if (Registry.FindProvider(RegistryRequest.IdOf(context) ?? "") is not { } provider)
        {
            return Answers.NotFound;
        }

        return Answers.Json(await Registry.TryAsync(provider, model, context.RequestAborted), RegistryJson.Default.ServerTestBody);
    }

    private async Task<IResult> DiscoverAsync(HttpContext context)
    {
        var applies = RegistryRequest.FlagOf(context, "apply", out var refusal);
        var id = RegistryRequest.IdOf(context) ?? "";
        if (refusal is not null || Registry.FindProvider(id) is not { } provider)
        {
            return refusal ?? Answers.NotFound;
        }

        var entry = Registry.Service.Find(RegistryKind.Provider, id);
        if (applies && entry is null)
        {
            return RegistryRequest.ReadOnly(Registry.Sources.Origin);
        }

        var (found, problem) = await Registry.Discovery.AskAsync(provider, context.RequestAborted);
        if (found is null)
        {
            return Answers.Fault(new GatewayFault(FaultCode.UpstreamError, $"The provider gave no list of models: {problem}."));
        }

        if (applies && entry is not null && found.Added.Count + found.Gone.Count > 0)
        {
            var result = await Registry.Discovery.ApplyAsync(entry, found, StoreAnswers.Actor(context), context.RequestAborted);
            if (result.Outcome != RegistryOutcome.Done)
            {
                return RegistryRequest.Refused(result);
            }
        }

        return Answers.Json(found with { Applied = applies }, RegistryJson.Default.DiscoveryBody);
    }

    private Task<IResult> HeartbeatAsync(HttpContext context)
    {
        if (Registry.Service.Find(RegistryKind.Provider, RegistryRequest.IdOf(context) ?? "") is not { } entry)
        {
            return Task.FromResult(Answers.NotFound);
        }

        Registry.Heartbeats.Beat(entry);
        var body = new HeartbeatAnswer(entry.Id, Registry.Heartbeats.Look(entry.Id).At!.Value, (int)entry.Settings.HeartbeatEvery.TotalSeconds);
        return Task.FromResult(Answers.Json(body, RegistryJson.Default.HeartbeatAnswer));
    }

    /// <summary>The provider that the path names, if the request proves with its token to be it.</summary>
    private AdminCaller? Itself(HttpContext context)
    {
        var presented = context.Request.Headers.Authorization.ToString();
        var token = presented.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? presented["Bearer ".Length..].Trim() : "";
        return token.StartsWith(HeartbeatToken.Prefix, StringComparison.Ordinal)
            && Registry.Service.Find(RegistryKind.Provider, RegistryRequest.IdOf(context) ?? "") is { } entry
            && HeartbeatToken.Matches(token, entry.Stored.TokenHash)
            ? new AdminCaller("provider:" + entry.Id)
            : null;
    }
}
