using Spacemesh.Codec;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Blocks;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Storage.Memory.State;

internal sealed record AtxRow(AtxRecord Atx, bool HasWeight);

internal sealed record AtxBlobRow(AtxId Id, AtxBlob? Blob);

internal sealed record BallotRow(BallotId Id, Ballot Ballot);

internal sealed record BlockRow(BlockId Id, Block Block, BlockValidity Validity);

internal sealed record CertificateRow(LayerId Layer, CertificateRecord Record, int Length);

internal sealed record RewardRow(Reward Reward);

internal sealed record TransactionRow(Transaction Transaction, TransactionResult? Result, long ReceivedNanoseconds)
{
    public TransactionRecord Record =>
        new(Transaction.RawTx.Id, Transaction.RawTx.Raw, Transaction.TxHeader, Result?.Layer, Result?.Block, ReceivedNanoseconds);
}

internal sealed record LinkRow<TId>(TransactionId Transaction, TId Holder, LayerId Layer);

internal sealed record IdentityRow(NodeId Identity, ScaleBytes Proof, long ReceivedNanoseconds);

internal sealed record PoetRow(PoetProofRef Reference, ScaleBytes Proof, ScaleBytes? Service, ScaleText Round);

internal sealed record BeaconRow(EpochId Epoch, Beacon Beacon);

internal sealed record ActiveSetRow(Hash32 Id, Wire.Activation.EpochActiveSet Set);

internal sealed record RestoreRow(LayerId Layer);
