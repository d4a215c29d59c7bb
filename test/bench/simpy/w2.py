# W2 by SimPy: the two-tier mesh. Prints requests per second of CPU time and the mean latency in ms.
import random
import sys
import time

import simpy

REQUESTS = int(sys.argv[1])
HOP = 0.5
draw = random.Random(1)
latency = 0.0


def load(pod):
    return pod.count + len(pod.queue)


def request(env, front, backs):
    global latency
    born = env.now
    yield env.timeout(HOP)
    with front.request() as worker:
        yield worker
        yield env.timeout(draw.expovariate(1 / 10))
        yield env.timeout(HOP)
        first = backs[draw.randrange(len(backs))]
        second = backs[draw.randrange(len(backs))]
        back = first if load(first) <= load(second) else second
        with back.request() as other:
            yield other
            yield env.timeout(draw.expovariate(1 / 5))
        yield env.timeout(HOP)
    yield env.timeout(HOP)
    latency += env.now - born


def arrivals(env, fronts, backs):
    for turn in range(REQUESTS):
        yield env.timeout(draw.expovariate(1))
        env.process(request(env, fronts[turn % len(fronts)], backs))


env = simpy.Environment()
tier = lambda pods: [simpy.Resource(env, 16) for _ in range(pods)]
env.process(arrivals(env, tier(3), tier(4)))
began = time.process_time()
env.run()
print(REQUESTS / (time.process_time() - began), latency / REQUESTS)
