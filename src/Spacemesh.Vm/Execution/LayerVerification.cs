using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Vm.Parsing;

namespace Spacemesh.Vm.Execution;

/// <summary>Verifies the signatures of many transactions in batches. A batch that fails is split until the bad ones stand alone.</summary>
internal sealed class LayerVerification(GenesisId genesis, TransactionParser parser)
{
    /// <summary>Signatures verified together: beyond this a batch gains little.</summary>
    private const int BatchSize = 256;

    /// <summary>Up to here signatures are verified one by one.</summary>
    private const int SmallBatch = 4;

    public async Task<VerifiedSignatures> RunAsync(
        IReadOnlyList<LayerTransaction> transactions, IAccountReader accounts, IWorkPool workPool, CancellationToken cancellationToken)
    {
        var found = new VerifiedSignatures();
        var states = new StagedAccounts(accounts);
        var batches = new List<List<Candidate>>();
        int signatures = BatchSize;
        foreach (var transaction in transactions)
        {
            // An account that this layer spawns has no state yet: such transactions are verified when their turn comes.
            if (transaction.Verified || !parser.TryParse(transaction.Raw, states, out var parsed, out _))
                continue;
            if (!SignatureCheck.TryCollect(genesis, parsed, out var entries))
            {
                found.Add(transaction.Id, parsed, verdict: false);
                continue;
            }

            if (signatures + entries.Length > BatchSize)
            {
                batches.Add([]);
                signatures = 0;
            }

            signatures += entries.Length;
            batches[^1].Add(new Candidate(transaction.Id, parsed, entries));
        }

        var running = batches.Select(batch => workPool.RunAsync(_ => Verify(batch), WorkPriority.High, cancellationToken).AsTask()).ToList();
        for (int i = 0; i < running.Count; i++)
        {
            bool[] verdicts = await running[i];
            for (int j = 0; j < verdicts.Length; j++)
                found.Add(batches[i][j].Id, batches[i][j].Parsed, verdicts[j]);
        }

        return found;
    }

    private static bool[] Verify(List<Candidate> batch)
    {
        var verdicts = new bool[batch.Count];
        Verify(batch, 0, verdicts);
        return verdicts;
    }

    private static void Verify(List<Candidate> batch, int start, Span<bool> verdicts)
    {
        var part = batch.GetRange(start, verdicts.Length);
        int signatures = part.Sum(candidate => candidate.Entries.Length);
        if (verdicts.Length > 1 && signatures <= SmallBatch)
        {
            for (int i = 0; i < verdicts.Length; i++)
                Verify(batch, start + i, verdicts.Slice(i, 1));
            return;
        }

        if (All([.. part.SelectMany(candidate => candidate.Entries)]))
        {
            verdicts.Fill(true);
        }
        else if (verdicts.Length > 1)
        {
            int half = verdicts.Length / 2;
            Verify(batch, start, verdicts[..half]);
            Verify(batch, start + half, verdicts[half..]);
        }
    }

    private static bool All(EdBatchEntry[] entries) => entries.Length == 1
        ? Ed25519.Verify(entries[0].PublicKey, entries[0].Message.Span, entries[0].Signature)
        : Ed25519.VerifyBatch(entries);

    private sealed record Candidate(TransactionId Id, ParsedTransaction Parsed, EdBatchEntry[] Entries);
}
