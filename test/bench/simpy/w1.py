# W1 by SimPy: M/M/1 at 90 %. Prints requests per second of CPU time and the mean sojourn time.
import random
import sys
import time

import simpy

CUSTOMERS = int(sys.argv[1])
draw = random.Random(1)
sojourn = 0.0


def customer(env, server):
    global sojourn
    came = env.now
    with server.request() as turn:
        yield turn
        yield env.timeout(draw.expovariate(1.0))
    sojourn += env.now - came


def arrivals(env, server):
    for _ in range(CUSTOMERS):
        yield env.timeout(draw.expovariate(0.9))
        env.process(customer(env, server))


env = simpy.Environment()
env.process(arrivals(env, simpy.Resource(env, 1)))
began = time.process_time()
env.run()
print(CUSTOMERS / (time.process_time() - began), sojourn / CUSTOMERS)
