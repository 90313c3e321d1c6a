using Spacemesh.Ports.Api;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Events.User;
using Spacemesh.Post;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Initialization;
using Spacemesh.Post.Labels;

namespace Spacemesh.Services.Smeshing.Setup;

/// <summary>Makes the PoST data of the node's own identity: prepare, then run (spec 04 §5.3). One lock, never held while working.</summary>
public sealed class PostSetup
{
    private readonly Lock _lock = new();
    private readonly PostConfig _network;
    private readonly CommitmentChoice _commitments;
    private readonly Func<IReadOnlyList<LabelProvider>> _providers;
    private readonly InitializerServices _services;
    private readonly IEventSink _events;
    private PostSetupState _state = PostSetupState.NotStarted;
    private PostSetupOptions? _options;
    private Initializer? _initializer;

    internal PostSetup(
        PostConfig network, CommitmentChoice commitments, Func<IReadOnlyList<LabelProvider>> providers, InitializerServices services, IEventSink events)
    {
        _network = network;
        _commitments = commitments;
        _providers = providers;
        _services = services;
        _events = events;
    }

    /// <summary>State, labels and choices; the last two only where there is something to say.</summary>
    public PostSetupReport Report
    {
        get
        {
            lock (_lock)
            {
                return _state is PostSetupState.NotStarted or PostSetupState.Error
                    ? new PostSetupReport(_state, 0, null)
                    : new PostSetupReport(_state, _initializer?.LabelsWritten ?? 0, _options?.ToRequest());
            }
        }
    }

    /// <summary>What the data is bound to; null before the first good preparation and after an error.</summary>
    public AtxId? Commitment
    {
        get
        {
            lock (_lock)
                return _state == PostSetupState.Error ? null : _initializer?.Metadata.CommitmentAtxId;
        }
    }

    /// <summary>Chooses the commitment, checks options and folder, and writes the metadata.</summary>
    /// <exception cref="InvalidOperationException"><c>post setup session in progress</c>, or no commitment can be found.</exception>
    /// <exception cref="PostException">Options or folder cannot be used.</exception>
    public async Task PrepareAsync(PostSetupOptions options, NodeId identity, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequireIdle();
        var directories = PostDataDirectories.Parse(options.DataFolder);
        var commitment = await _commitments.ChooseAsync(directories, identity, cancellationToken);
        RequireIdle();
        try
        {
            var initializer = Initializer.Open(directories, Initialization(options, identity, commitment), _services);
            lock (_lock)
            {
                _options = options;
                _initializer = initializer;
                _state = PostSetupState.Prepared;
            }
        }
        catch (PostException exception)
        {
            SetState(PostSetupState.Error);
            throw new PostException($"new initializer: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// Makes the data. A device that computes wrongly is told by an event and the state; it is no error of the call, for the node can go on without smeshing.
    /// </summary>
    /// <exception cref="InvalidOperationException"><c>post session not prepared</c>.</exception>
    /// <exception cref="PostException">It could not be made.</exception>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        Initializer initializer;
        uint? provider;
        lock (_lock)
        {
            if (_state != PostSetupState.Prepared)
                throw new InvalidOperationException("post session not prepared");
            _state = PostSetupState.InProgress;
            initializer = _initializer!;
            provider = _options!.ProviderId;
        }

        var (identity, commitment) = (initializer.Metadata.NodeId, initializer.Metadata.CommitmentAtxId);
        _events.Publish(new InitialisationStarted(identity, commitment));
        try
        {
            await initializer.RunAsync(provider is { } id ? [Provider(id)] : [], cancellationToken);
        }
        catch (OperationCanceledException)
        {
            SetState(PostSetupState.Stopped);
            throw;
        }
        catch (Exception exception)
        {
            SetState(PostSetupState.Error);
            _events.Publish(new InitialisationFailed(identity, commitment, exception.Message));
            if (exception is ReferenceLabelMismatchException)
                return;
            throw;
        }

        SetState(PostSetupState.Complete);
        _events.Publish(new InitialisationCompleted(identity));
    }

    /// <summary>Deletes the data.</summary>
    /// <exception cref="PostException">It is being made, or cannot be deleted.</exception>
    public void Reset()
    {
        Initializer? initializer;
        lock (_lock)
            initializer = _initializer;
        initializer?.Reset();
        lock (_lock)
        {
            _state = PostSetupState.NotStarted;
            _initializer = null;
            _options = null;
        }
    }

    private InitializationOptions Initialization(PostSetupOptions options, NodeId identity, AtxId commitment) => new()
    {
        NodeId = identity,
        CommitmentAtxId = commitment,
        Network = _network,
        NumUnits = options.Units,
        MaxFileSize = options.MaxFileSize,
        ComputeBatchSize = options.ComputeBatchSize,
        Throttle = options.Throttle,
    };

    /// <summary>
    /// A device that is not there is an error once there is something to compute. For the processor no devices are looked for: their drivers
    /// take a hundred MiB and never go again.
    /// </summary>
    private LabelProvider Provider(uint id) => id == LabelProvider.CpuId ? LabelProvider.Cpu : _providers().FirstOrDefault(provider => provider.Id == id)
        ?? new LabelProvider(id, $"provider {id}", LabelProviderClass.Cpu, () => throw new PostException("failed to compute labels: initializing scrypter: invalid provider ID"));

    private void RequireIdle()
    {
        lock (_lock)
        {
            if (_state is PostSetupState.Prepared or PostSetupState.InProgress)
                throw new InvalidOperationException("post setup session in progress");
        }
    }

    private void SetState(PostSetupState state)
    {
        lock (_lock)
            _state = state;
    }
}
