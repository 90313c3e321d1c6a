using Spacemesh.AtxsData;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Proposals.Grading;

namespace Spacemesh.Services.Mesh.Intake;

/// <summary>
/// Weighs active sets, fetching those that are not here (spec 06 §13.4). Whoever asks for a set that is being weighed shares the result,
/// a failure too; the next one tries again.
/// </summary>
internal sealed class ActiveSetScale(IObjectFetcher fetcher, IStateDatabase state, ConsensusCache atxs)
{
    private readonly Lock _entry = new();
    private readonly ActiveSetWeights _known = new();
    private readonly Dictionary<Hash32, TaskCompletionSource<(Verdict Verdict, ulong Weight)>> _running = [];

    public async ValueTask<(Verdict Verdict, ulong Weight)> WeighAsync(Hash32 id, CancellationToken cancellationToken)
    {
        if (_known.TryGet(id, out ulong known))
            return (Verdict.Accept, known);
        TaskCompletionSource<(Verdict, ulong)>? running;
        TaskCompletionSource<(Verdict, ulong)> own = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_entry)
        {
            if (!_running.TryGetValue(id, out running))
                _running.Add(id, own);
        }

        if (running is not null)
            return await SharedAsync(running).WaitAsync(cancellationToken);
        (Verdict Verdict, ulong Weight) result = (Verdict.Ignore($"active set {id.ToHex()} was not weighed"), 0);
        try
        {
            result = await SearchAsync(id, cancellationToken);
            if (result.Verdict.IsAccept)
                _known.Add(id, result.Weight);
        }
        finally
        {
            lock (_entry)
                _running.Remove(id);
            own.TrySetResult(result);
        }

        return result;
    }

    // A task of its own: the source itself would hand on over the thread pool, away from the scheduler of a simulation.
    private static async Task<(Verdict Verdict, ulong Weight)> SharedAsync(TaskCompletionSource<(Verdict Verdict, ulong Weight)> running) => await running.Task;

    private async ValueTask<(Verdict Verdict, ulong Weight)> SearchAsync(Hash32 id, CancellationToken cancellationToken)
    {
        try
        {
            if (!state.ActiveSets.Contains(id))
                await fetcher.FetchAsync(ObjectKind.ActiveSet, [id], cancellationToken);
        }
        catch (ObjectFetchException exception)
        {
            return (exception.Worst, 0);
        }

        var verdict = ActiveSetWeights.Weigh(id, state.ActiveSets.Find(id), atxs, out ulong weight);
        return (verdict, weight);
    }
}
