using Spacemesh.Ports.Api;
using Spacemesh.Primitives;

namespace Spacemesh.Api.Tests.Golden;

/// <summary>Smeshing as a test sets it.</summary>
internal sealed class GoldenSmeshing : ISmeshingControl
{
    public bool IsSupervised { get; set; } = true;

    public bool IsSmeshing { get; set; }

    public IReadOnlyList<NodeId> Identities { get; set; } = [];

    public Address Coinbase { get; set; }

    public PostSetupReport PostSetup { get; set; } = new(PostSetupState.NotStarted, 0, null);

    public IReadOnlyList<PostIdentityReport> States { get; set; } = [];

    public IReadOnlyList<PostProviderReport> Providers { get; set; } = [];

    /// <summary>What starting and stopping throw; null where they work.</summary>
    public SmeshingException? Failure { get; set; }

    public (Address Coinbase, PostSetupRequest Request)? Started { get; private set; }

    /// <summary>The supervised node of the recorded network, complete and idle.</summary>
    public static GoldenSmeshing Of(GoldenNetwork network)
    {
        var options = network.Configuration["smeshing"].Section("smeshing-opts");
        uint units = options.U32("smeshing-opts-numunits");
        return new GoldenSmeshing
        {
            IsSmeshing = true,
            Identities = [network.Identity],
            Coinbase = network.Coinbase,
            PostSetup = new PostSetupReport(
                PostSetupState.Complete,
                units * network.Configuration["post"].Unsigned("post-labels-per-unit"),
                new PostSetupRequest(
                    options.Text("smeshing-opts-datadir"),
                    units,
                    options.Unsigned("smeshing-opts-maxfilesize"),
                    options.OptionalU32("smeshing-opts-provider"),
                    options.Bool("smeshing-opts-throttle"))),
            States = [new PostIdentityReport(network.Identity, "local.key", false)],
            Providers = [new PostProviderReport(uint.MaxValue, "[CPU] scrypt-jane", IsGpu: false, 0)],
        };
    }

    public Task StartAsync(Address coinbase, PostSetupRequest request, CancellationToken cancellationToken = default)
    {
        if (Failure is not null)
            throw Failure;
        Started = (coinbase, request);
        return Task.CompletedTask;
    }

    public Task StopAsync(bool deleteFiles, CancellationToken cancellationToken = default) => Failure is null ? Task.CompletedTask : throw Failure;

    public Task<IReadOnlyList<PostProviderReport>> ProvidersAsync(bool benchmark, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<PostProviderReport>>([.. Providers.Select(provider => benchmark ? provider with { LabelsPerSecond = 1000 } : provider)]);

    public IReadOnlyList<PostIdentityReport> PostStates() => States;
}
