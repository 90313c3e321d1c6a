using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory.Tables;
using Spacemesh.Wire;

namespace Spacemesh.Storage.Memory.State;

internal sealed class MemoryBlobStore(IDataSource<StateData> source) : IBlobStore
{
    public bool Contains(BlobHint hint, Hash32 key) => source.Read(data => hint switch
    {
        BlobHint.Atx => data.Atxs.Contains(new AtxId(key.Value)),
        BlobHint.Ballot => data.Ballots.Contains(key.ToBallotId()),
        BlobHint.Block => data.Blocks.Contains(key.ToBlockId()),
        _ => Blob(data, hint, key) is not null,
    });

    public IReadOnlyList<int> Sizes(BlobHint hint, IReadOnlyList<Hash32> keys) =>
        source.Read(data => keys.Select(key => Blob(data, hint, key) is { } blob ? blob.Length : -1).ToList());

    public byte[]? Load(BlobHint hint, Hash32 key) => source.Read(data => Blob(data, hint, key));

    public void Read(BlobHint hint, IReadOnlyList<Hash32> keys, BlobReceiver receive) => source.Read(data =>
    {
        foreach (var key in keys)
        {
            if (Blob(data, hint, key) is { } blob && !receive(key, blob))
                break;
        }

        return 0;
    });

    private static byte[]? Blob(StateData data, BlobHint hint, Hash32 key) => hint switch
    {
        BlobHint.Atx => data.AtxBlobs.Find(new AtxId(key.Value)) is { } row ? row.Blob is { } blob ? blob.Bytes.ToArray() : [] : null,
        BlobHint.Ballot => data.Ballots.Find(key.ToBallotId()) is { } row && row.Id.ToHash32() == key ? Scale.Encode(row.Ballot) : null,
        BlobHint.Block => data.Blocks.Find(key.ToBlockId()) is { } row && row.Id.ToHash32() == key ? Scale.Encode(row.Block) : null,
        BlobHint.Transaction => data.Transactions.Find(new TransactionId(key.Value))?.Transaction.RawTx.Raw.ToArray(),
        BlobHint.Poet => data.Poets.Find(new PoetProofRef(key.Value))?.Proof.ToArray(),
        BlobHint.Malfeasance => data.Identities.Find(new NodeId(key.Value))?.Proof.ToArray(),
        BlobHint.ActiveSet => data.ActiveSets.Find(key) is { } row ? Scale.Encode(row.Set) : null,
        _ => throw new ArgumentOutOfRangeException(nameof(hint), hint, null),
    };
}
