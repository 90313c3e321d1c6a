using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Beacons;
using Spacemesh.Wire.Blocks;
using Spacemesh.Wire.Eligibility;
using Spacemesh.Wire.Fetch;
using Spacemesh.Wire.Hare;
using Spacemesh.Wire.Malfeasance;
using Spacemesh.Wire.PeerSync;
using Spacemesh.Wire.Poet;
using Spacemesh.Wire.Proposals;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Wire.Fuzz;

/// <summary>Every wire and stored type by the name that the golden files use.</summary>
public static class WireCatalogue
{
    private static readonly Dictionary<string, WireEntry> ByName = new WireEntry[]
    {
        new WireEntry<PostV1>("PostV1"),
        new WireEntry<MerkleProofV1>("MerkleProofV1"),
        new WireEntry<MerkleProofV1>("types.MerkleProof"),
        new WireEntry<PostMetadataV1>("PostMetadataV1"),
        new WireEntry<NIPostV1>("NIPostV1"),
        new WireEntry<NIPostChallengeV1>("NIPostChallengeV1"),
        new WireEntry<InnerActivationTxV1>("InnerActivationTxV1"),
        new WireEntry<ActivationTxV1>("ActivationTxV1"),
        new WireEntry<AtxMetadata>("ATXMetadataV1"),
        new WireEntry<AtxMetadata>("ATXMetadata"),
        new WireEntry<NIPostChallengeV2>("NIPostChallengeV2"),
        new WireEntry<InitialAtxPartsV2>("InitialAtxPartsV2"),
        new WireEntry<MarriageCertificate>("MarriageCertificate"),
        new WireEntry<MerkleProofV2>("MerkleProofV2"),
        new WireEntry<SubPostV2>("SubPostV2"),
        new WireEntry<NIPostV2>("NiPostsV2"),
        new WireEntry<ActivationTxV2>("ActivationTxV2"),
        new WireEntry<PoetProof>("PoetProof"),
        new WireEntry<PoetProofMessage>("PoetProofMessage"),
        new WireEntry<PoetCertificate>("CertOnWire"),
        new WireEntry<EpochData>("EpochData (ballot)"),
        new WireEntry<InnerBallot>("InnerBallot"),
        new WireEntry<Vote>("Vote"),
        new WireEntry<Votes>("Votes"),
        new WireEntry<VotingEligibility>("VotingEligibility"),
        new WireEntry<Ballot>("Ballot"),
        new WireEntry<BallotMetadata>("BallotMetadata"),
        new WireEntry<Opinion>("Opinion"),
        new WireEntry<InnerProposal>("InnerProposal"),
        new WireEntry<Proposal>("Proposal"),
        new WireEntry<RatNum>("RatNum"),
        new WireEntry<AnyReward>("AnyReward"),
        new WireEntry<Block>("InnerBlock"),
        new WireEntry<Block>("Block"),
        new WireEntry<CertifyContent>("CertifyContent"),
        new WireEntry<CertifyMessage>("CertifyMessage"),
        new WireEntry<Certificate>("Certificate"),
        new WireEntry<RawTx>("RawTx"),
        new WireEntry<LayerLimits>("LayerLimits"),
        new WireEntry<TxHeader>("TxHeader"),
        new WireEntry<Transaction>("Transaction"),
        new WireEntry<TransactionResult>("TransactionResult"),
        new WireEntry<TransactionWithResult>("TransactionWithResult"),
        new WireEntry<Account>("Account"),
        new WireEntry<Reward>("Reward"),
        new WireEntry<HareEligibility>("HareEligibility"),
        new WireEntry<HareEligibilityGossip>("HareEligibilityGossip"),
        new WireEntry<Hare3Body>("hare3.Body"),
        new WireEntry<Hare3Message>("hare3.Message"),
        new WireEntry<Hare4Body>("hare4.Body"),
        new WireEntry<Hare4Message>("hare4.Message"),
        new WireEntry<CompactIdRequest>("hare4.CompactIdRequest"),
        new WireEntry<CompactIdResponse>("hare4.CompactIdResponse"),
        new WireEntry<HareMetadata>("HareMetadata"),
        new WireEntry<HareVrfMessage>("eligibility.VrfMessage"),
        new WireEntry<ProposalVrfMessage>("proposals.VrfMessage"),
        new WireEntry<BeaconVrfMessage>("beacon.ProposalVrfMessage"),
        new WireEntry<BeaconProposalMessage>("beacon.ProposalMessage"),
        new WireEntry<FirstVotingMessageBody>("beacon.FirstVotingMessageBody"),
        new WireEntry<FirstVotingMessage>("beacon.FirstVotingMessage"),
        new WireEntry<FollowingVotingMessageBody>("beacon.FollowingVotingMessageBody"),
        new WireEntry<FollowingVotingMessage>("beacon.FollowingVotingMessage"),
        new WireEntry<WeakCoinVrfMessage>("weakcoin.VrfMessage"),
        new WireEntry<WeakCoinMessage>("weakcoin.Message"),
        new WireEntry<MalfeasanceProof>("MalfeasanceProof 1 MultipleATXs"),
        new WireEntry<MalfeasanceProof>("MalfeasanceProof 2 MultipleBallots"),
        new WireEntry<MalfeasanceProof>("MalfeasanceProof 3 HareEquivocation"),
        new WireEntry<MalfeasanceProof>("MalfeasanceProof 4 InvalidPostIndex"),
        new WireEntry<MalfeasanceProof>("MalfeasanceProof 5 InvalidPrevATX"),
        new WireEntry<MalfeasanceGossip>("MalfeasanceGossip (type 1)"),
        new WireEntry<AtxProof>("ATXProof"),
        new WireEntry<MarryProof>("MarryProof"),
        new WireEntry<ProofDoubleMarry>("ProofDoubleMarry"),
        new WireEntry<EpochActiveSet>("EpochActiveSet"),
        new WireEntry<WalletSpawnArguments>("wallet.SpawnArguments"),
        new WireEntry<SpendArguments>("wallet.SpendArguments"),
        new WireEntry<MultisigSpawnArguments>("multisig.SpawnArguments"),
        new WireEntry<MultisigPart>("multisig.Part"),
        new WireEntry<VaultSpawnArguments>("vault.SpawnArguments"),
        new WireEntry<DrainVaultArguments>("vesting.DrainVaultArguments"),
        new WireEntry<TxPayload>("vm.Payload"),
        new WireEntry<RequestMessage>("fetch.RequestMessage"),
        new WireEntry<ResponseMessage>("fetch.ResponseMessage"),
        new WireEntry<RequestBatch>("fetch.RequestBatch"),
        new WireEntry<ResponseBatch>("fetch.ResponseBatch"),
        new WireEntry<MeshHashRequest>("fetch.MeshHashRequest"),
        new WireEntry<MeshHashes>("fetch.MeshHashes"),
        new WireEntry<MaliciousIds>("fetch.MaliciousIDs"),
        new WireEntry<EpochAtxIds>("fetch.EpochData"),
        new WireEntry<LayerData>("fetch.LayerData"),
        new WireEntry<OpinionRequest>("fetch.OpinionRequest"),
        new WireEntry<LayerOpinion>("fetch.LayerOpinion"),
        new WireEntry<ServerResponse>("server.Response"),
        new WireEntry<PeerSyncRequest>("peersync.Request"),
        new WireEntry<PeerSyncResponse>("peersync.Response"),
    }.ToDictionary(entry => entry.Name, StringComparer.Ordinal);

    public static IReadOnlyCollection<WireEntry> Entries => ByName.Values;

    public static WireEntry Find(string name) =>
        ByName.TryGetValue(name, out var entry) ? entry : throw new KeyNotFoundException($"No wire type is called {name}.");
}
