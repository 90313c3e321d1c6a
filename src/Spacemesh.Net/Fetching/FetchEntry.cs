using Spacemesh.Ports.Network;
using Spacemesh.Primitives;

namespace Spacemesh.Net.Fetching;

/// <summary>One object on its way, shared by all who want it. Its fields are guarded by the fetcher's lock.</summary>
internal sealed class FetchEntry(ObjectKind kind, Hash32 hash, FetchChain? wantedBy)
{
    private const string NotServed = "no peer has it";

    private readonly TaskCompletionSource<Verdict> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(PeerId Peer, Hash32 Version)> _refused = [];
    private Verdict _refusal;
    private string? _failure;

    public ObjectKind Kind { get; } = kind;

    public Hash32 Hash { get; } = hash;

    /// <summary>The object that was the first to need it.</summary>
    public FetchChain? WantedBy { get; } = wantedBy;

    public Task<Verdict> Outcome => _outcome.Task;

    /// <summary>Peers that were asked.</summary>
    public HashSet<PeerId> Asked { get; } = [];

    /// <summary>Peers that are being asked.</summary>
    public int UnderWay { get; set; }

    /// <summary>Its place in the queue; null where it is not waiting for a request.</summary>
    public LinkedListNode<FetchEntry>? Place { get; set; }

    public bool IsQueued => Place is not null;

    /// <summary>Whether its intake has it.</summary>
    public bool IsJudged { get; set; }

    public bool IsDone { get; private set; }

    /// <summary>Whether it has to be asked for without others, because the answer was too long with them.</summary>
    public bool IsAlone { get; set; }

    /// <summary>Peers that did not answer.</summary>
    public int FailedRequests { get; private set; }

    /// <summary>Versions of it that were refused.</summary>
    public int Refusals => _refused.Count;

    /// <summary>
    /// What it ends with when no peer is left. A rejection counts only where all peers answered: else somebody may have a good version.
    /// </summary>
    public Verdict FinalFailure => FailedRequests > 0
        ? Verdict.Ignore(_failure ?? NotServed)
        : Refusals > 0 ? _refusal : Verdict.Ignore(NotServed);

    /// <summary>Whether nothing goes on with it.</summary>
    public bool IsIdle => !IsQueued && !IsJudged && UnderWay == 0 && !IsDone;

    public void NoteFailedRequest(string reason)
    {
        FailedRequests++;
        _failure = reason;
    }

    /// <summary>Whose versions were refused, each with the hash of its bytes.</summary>
    public IReadOnlyList<(PeerId Peer, Hash32 Version)> Refused => _refused;

    public void NoteRefusal(PeerId peer, Hash32 version, Verdict verdict)
    {
        _refused.Add((peer, version));
        if (Refusals == 1 || verdict.IsReject)
            _refusal = verdict;
    }

    /// <summary>Ends it; the first outcome stays.</summary>
    public void Finish(Verdict verdict)
    {
        IsDone = true;
        _outcome.TrySetResult(verdict);
    }

    public void Cancel(CancellationToken token)
    {
        IsDone = true;
        _outcome.TrySetCanceled(token);
    }
}
