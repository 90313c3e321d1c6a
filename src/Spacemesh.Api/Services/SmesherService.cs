using Google.Protobuf.WellKnownTypes;
using Spacemesh.Api.Rendering;
using Spacemesh.Ports.Api;

namespace Spacemesh.Api.Services;

/// <summary><c>spacemesh.v1.SmesherService</c> (spec 04 §19, 09a §5.7).</summary>
internal sealed class SmesherService(ApiContext api)
{
    private const string NotSupervised = "node is not configured for supervised smeshing";
    private const string NotImplemented = "this endpoint is not implemented";

    /// <summary>Of the label function, whatever the configuration says of other things.</summary>
    private const uint BitsPerLabel = 128;

    private ISmeshingControl Smeshing => api.Sources.Smeshing ?? throw Fault.Precondition("this node does not smesh");

    public RpcServiceBinding Bind() => new RpcServiceBinding(V1.SmesherReflection.Descriptor.Services[0])
        .Unary<Empty, V1.IsSmeshingResponse>("IsSmeshing", (_, _) => Task.FromResult(new V1.IsSmeshingResponse { IsSmeshing = Supervised().IsSmeshing }))
        .Unary<V1.StartSmeshingRequest, V1.StartSmeshingResponse>("StartSmeshing", StartAsync)
        .Unary<V1.StopSmeshingRequest, V1.StopSmeshingResponse>("StopSmeshing", async (request, context) =>
        {
            await TryAsync(() => Smeshing.StopAsync(request.DeleteFiles, context.CancellationToken));
            return new() { Status = new() };
        })
        .Unary<Empty, V1.SmesherIDResponse>("SmesherID", (_, _) => Task.FromResult(SmesherId()))
        .Unary<Empty, V1.SmesherIDsResponse>("SmesherIDs", (_, _) =>
        {
            var response = new V1.SmesherIDsResponse();
            response.PublicKeys.AddRange(Smeshing.Identities.Select(id => id.ToBytes()));
            return Task.FromResult(response);
        })
        .Unary<Empty, V1.CoinbaseResponse>("Coinbase", (_, _) => Task.FromResult(new V1.CoinbaseResponse { AccountId = api.V1.AccountId(Smeshing.Coinbase) }))
        .Unary<V1.SetCoinbaseRequest, V1.SetCoinbaseResponse>("SetCoinbase", (request, _) =>
        {
            if (request.Id is null)
                throw Fault.Invalid("`Id` must be provided");
            Smeshing.Coinbase = api.Addresses.Parse(request.Id.Address, "failed to parse in.Id.Address");
            return Task.FromResult(new V1.SetCoinbaseResponse { Status = new() });
        })
        .Unary<Empty, V1.MinGasResponse>("MinGas", (_, _) => throw Fault.Unimplemented(NotImplemented))
        .Unary<V1.SetMinGasRequest, V1.SetMinGasResponse>("SetMinGas", (_, _) => throw Fault.Unimplemented(NotImplemented))
        .Unary<V1.EstimatedRewardsRequest, V1.EstimatedRewardsResponse>("EstimatedRewards", (_, _) => throw Fault.Unimplemented(NotImplemented))
        .Unary<Empty, V1.PostSetupStatusResponse>("PostSetupStatus", (_, _) => Task.FromResult(new V1.PostSetupStatusResponse { Status = SetupStatus() }))
        .ServerStream<Empty, V1.PostSetupStatusStreamResponse>("PostSetupStatusStream", SetupStatusStreamAsync)
        .Unary<V1.PostSetupProvidersRequest, V1.PostSetupProvidersResponse>("PostSetupProviders", ProvidersAsync)
        .Unary<Empty, V1.PostConfigResponse>("PostConfig", (_, _) => Task.FromResult(new V1.PostConfigResponse
        {
            BitsPerLabel = BitsPerLabel,
            LabelsPerUnit = api.Options.PostParameters.LabelsPerUnit,
            MinNumUnits = api.Options.PostParameters.MinUnits,
            MaxNumUnits = api.Options.PostParameters.MaxUnits,
            K1 = api.Options.PostParameters.K1,
            K2 = api.Options.PostParameters.K2,
        }));

    private static async Task TryAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (SmeshingException exception)
        {
            throw new RpcException(exception.Fault == SmeshingFault.NotConfigured ? StatusCode.FailedPrecondition : StatusCode.Internal, exception.Message, null, exception);
        }
    }

    private static PostSetupRequest Checked(V1.PostSetupOpts? options)
    {
        if (options is null)
            throw Fault.Invalid("`Opts` must be provided");
        if (options.DataDir.Length == 0)
            throw Fault.Invalid("`Opts.DataDir` must be provided");
        if (options.NumUnits == 0)
            throw Fault.Invalid("`Opts.NumUnits` must be provided");
        return options.MaxFileSize == 0
            ? throw Fault.Invalid("`Opts.MaxFileSize` must be provided")
            : new PostSetupRequest(options.DataDir, options.NumUnits, options.MaxFileSize, options.HasProviderId ? options.ProviderId : null, options.Throttle);
    }

    private ISmeshingControl Supervised() => Smeshing.IsSupervised ? Smeshing : throw Fault.Precondition(NotSupervised);

    /// <summary>The reference never answers; with one identity there is nothing to get wrong.</summary>
    private V1.SmesherIDResponse SmesherId() => Smeshing.Identities is [var only]
        ? new() { PublicKey = only.ToBytes() }
        : throw Fault.Unimplemented("this endpoint has been deprecated, use `SmesherIDs` instead");

    /// <summary>Refuses options that the reference accepts and then dies of. The coinbase comes first, as there.</summary>
    private async Task<V1.StartSmeshingResponse> StartAsync(V1.StartSmeshingRequest request, RpcContext context)
    {
        var smeshing = Supervised();
        if (request.Coinbase is null)
            throw Fault.Invalid("`Coinbase` must be provided");
        var coinbase = api.Addresses.Parse(request.Coinbase.Address, "failed to parse in.Coinbase.Address");
        var options = Checked(request.Opts);
        await TryAsync(() => smeshing.StartAsync(coinbase, options, context.CancellationToken));
        return new() { Status = new() };
    }

    private V1.PostSetupStatus SetupStatus()
    {
        var report = Smeshing.PostSetup;
        var message = new V1.PostSetupStatus { State = (V1.PostSetupStatus.Types.State)report.State, NumLabelsWritten = report.LabelsWritten };
        if (report.Options is not { } options)
            return message;
        message.Opts = new() { DataDir = options.DataFolder, NumUnits = options.Units, MaxFileSize = options.MaxFileSize, Throttle = options.Throttle };
        if (options.ProviderId is { } provider)
            message.Opts.ProviderId = provider;
        return message;
    }

    private async Task SetupStatusStreamAsync(Empty request, RpcStreamWriter<V1.PostSetupStatusStreamResponse> writer, RpcContext context)
    {
        using var timer = new PeriodicTimer(api.Options.SmesherStreamInterval, api.Time);
        while (await timer.WaitForNextTickAsync(context.CancellationToken))
            await writer.WriteAsync(new() { Status = SetupStatus() }, context.CancellationToken);
    }

    private async Task<V1.PostSetupProvidersResponse> ProvidersAsync(V1.PostSetupProvidersRequest request, RpcContext context)
    {
        var response = new V1.PostSetupProvidersResponse();
        await TryAsync(async () =>
        {
            foreach (var provider in await Smeshing.ProvidersAsync(request.Benchmark, context.CancellationToken))
            {
                // One more than the definition says: clients expect the numbers of the library (spec 09a §5.7).
                response.Providers.Add(new V1.PostSetupProvider
                {
                    Id = provider.Id,
                    Model = provider.Model,
                    DeviceType = (V1.PostSetupProvider.Types.DeviceType)(provider.IsGpu ? 2 : 1),
                    Performance = provider.LabelsPerSecond,
                });
            }
        });
        return response;
    }
}
